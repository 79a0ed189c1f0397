# What describes a decision is corrected by the offices that record one; what it does, by another decision.
Given RecordDecision

Rule: meeting, day, subject and words
| field  | value      | role     | after |
|        |            |          | YM-D-2026-0001 matter=收储与价格 does=none |
| text   | 同意收储    | reviewer | YM-D-2026-0001 text=同意收储 |
| met_on | 2026-11-19 | admin    | YM-D-2026-0001 met_on=2026-11-19 |

Rule: … not into the future
| field  | value      | zh | en |
| met_on | 2026-11-24 | 会议日期 2026-11-24 晚于今天（2026-11-23）。请改正日期。 | The day of the meeting, 2026-11-24, is after today (2026-11-23). Correct the date. |

Rule: by nobody else, and nothing else
Given StoreLot
| entry | role      | zh | en |
|       | registrar | “登记员”无权办理这项业务。请由有权的岗位办理。 | The role “registrar” may not do this. Ask somebody who may. |
| 2     |           | 第 2 号记录不由这个岗位更正：决策由规划员、审核员或管理员更正，其他由登记员更正。请由有权的岗位办理。 | Entry 2 is not for this office to correct: decisions are corrected by planners, reviewers or administrators, everything else by registrars. Ask somebody who may. |
