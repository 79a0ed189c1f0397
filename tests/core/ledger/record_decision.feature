# R14: what the leading group decided, at which meeting, on what. The journal gives the number.

Rule: the journal gives it the next number of the year
Given RecordDecision
| day        | after |
|            | YM-D-2026-0002 does=none meeting=领导小组2026年第4次会议; YM-D-2026-0001 replaced_by= |
| 2027-01-01 | YM-D-2027-0001 does=none; YM-D-2026-0001 does=none |

Rule: the deck it rested on by its hash, the scenario by number, name and version
| scenario | scenario_name | scenario_version | basis_sha256 | after |
| 3        | 基准情景       | 2                | aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa | YM-D-2026-0001 scenario=3:基准情景:2 |
|          |               | 2                |              | YM-D-2026-0001 scenario=0::0 |

Rule: … a hash that is one, a meeting that was
| basis_sha256 | met_on     | zh | en |
| abc          |            | 文件校验值不是 64 位小写十六进制数。请重新选择文件。 | The file's hash is not 64 hexadecimal digits in small letters. Choose the file again. |
|              | 2026-11-24 | 会议日期 2026-11-24 晚于今天（2026-11-23）。请改正日期。 | The day of the meeting, 2026-11-24, is after today (2026-11-23). Correct the date. |

Rule: a later one replaces it, once; both stay
Given RecordDecision
| replaces       | after |
| YM-D-2026-0001 | YM-D-2026-0002 replaces=YM-D-2026-0001; YM-D-2026-0001 replaced_by=YM-D-2026-0002 |

Rule: … not twice, and only one there is, of the same sort
Given RecordDecision
Given RecordDecision replaces=YM-D-2026-0001
| replaces       | demo | zh | en |
| YM-D-2026-0001 |      | 决策 YM-D-2026-0001 已由 YM-D-2026-0002 取代，不能再取代一次。请改为取代 YM-D-2026-0002。 | Decision YM-D-2026-0001 was replaced by YM-D-2026-0002 and cannot be replaced again. Replace YM-D-2026-0002 instead. |
| YM-D-2026-0009 |      | 没有决策 YM-D-2026-0009。请核对编号。 | There is no decision YM-D-2026-0009. Check its number. |
| YM-D-2026-0002 | yes  | 决策 YM-D-2026-0002 与这一项须同为演示或同为正式。请核对编号。 | Decision YM-D-2026-0002 and this one must both be illustrative or both real. Check the number. |

Rule: who may not set a value may not take one back
Given DecideRule
| replaces       | zh | en |
| YM-D-2026-0001 | 决策 YM-D-2026-0001 的内容是“确定参数取值”，只能由同类的决策取代或撤销。请改选类型。 | Decision YM-D-2026-0001 is of another sort (value of a parameter); only one of the same sort can replace it or take it back. Choose another sort. |

Rule: in words that anybody may read, with a reason, by an office that may
| text               | reason | role      | zh | en |
| 请联系 13800138000 |        |           | “138…”像是电话、身份证或银行账号。账目对公众公开，请删去后再提交。 | “138…” looks like a phone, identity or bank account number. The journal is public: take it out and send again. |
|                    | ""     |           | 这项业务须写明理由。请填写后再提交。 | This act needs a reason. Write one and send it again. |
|                    |        | registrar | “登记员”无权办理这项业务。请由有权的岗位办理。 | The role “registrar” may not do this. Ask somebody who may. |
