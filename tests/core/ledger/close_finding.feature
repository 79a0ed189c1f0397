# What came of a finding, in words that name nobody.
Given StoreLot
Given RecordFinding seen_on=2026-11-23

Rule: with what was done about it, taken up before or not
| outcome | answer           | after |
| nothing | 现场未见异常     | YM-W-2026-0001 state=closed outcome=nothing answer=现场未见异常 |
| mended  |                  | YM-W-2026-0001 state=closed outcome=mended |
| other   |                  | YM-W-2026-0001 state=closed outcome=other |

Rule: … lost tonnes are entered in the books first
| outcome | zh | en |
| loss    | 记录 YM-W-2026-0001 按“造成损失”办结，但地块 A 自 2026-11-23 以来没有登记损失。请先在“监测与缺口”登记损失。 | Finding YM-W-2026-0001 cannot be closed as a loss: none was recorded for plots A on or after 2026-11-23. Record the loss under monitoring first. |

Rule: … on the day it was seen or later
Given ReverseLot
Given TakeUpFinding
| outcome | after |
| loss    | YM-W-2026-0001 state=closed outcome=loss; A-L1 lost=10.000 |

Rule: … not before, and not those of another plot
Given StoreLot lot=B-L1 plot=B
Given ReverseLot lot=A-L1
Given ReverseLot lot=B-L1 day=2026-12-01
Given RecordFinding seen_on=2026-11-24 day=2026-11-24
| finding        | outcome | day        | zh | en |
| YM-W-2026-0002 | loss    | 2026-12-01 | 记录 YM-W-2026-0002 按“造成损失”办结，但地块 A 自 2026-11-24 以来没有登记损失。请先在“监测与缺口”登记损失。 | Finding YM-W-2026-0002 cannot be closed as a loss: none was recorded for plots A on or after 2026-11-24. Record the loss under monitoring first. |

Rule: once, by a known outcome, with an answer
Given RecordFinding
Given CloseFinding
| finding        | outcome | answer | zh | en |
| YM-W-2026-0001 |         |        | 记录 YM-W-2026-0001 现在是“已办结”，这项业务要求“待核实”。请刷新后核对。 | Finding YM-W-2026-0001 is closed; this can only be done to one that is open. Reload and check. |
| YM-W-2026-0002 | gone    |        | 记录 YM-W-2026-0002 的处理结果“gone”不在范围内。请选择无异常、已整改、造成损失或其他。 | “gone” is no known outcome of finding YM-W-2026-0002. Choose nothing found, put right, tonnes lost or other. |
| YM-W-2026-0002 |         | ""     | “处理情况”应为 1 至 500 个字，写成一行，不含控制字符。请改正后再提交。 | What was done needs 1 to 500 characters in one line, without control characters. Correct it and send it again. |
