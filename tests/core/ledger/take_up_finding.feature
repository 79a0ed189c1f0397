# Somebody goes and looks.
Given StoreLot
Given RecordFinding

Rule: an open finding is being checked from then on
| finding        | after |
| YM-W-2026-0001 | YM-W-2026-0001 state=checking |

Rule: … not a second time
Given TakeUpFinding
| finding        | zh | en |
| YM-W-2026-0001 | 记录 YM-W-2026-0001 现在是“核实中”，这项业务要求“待核实”。请刷新后核对。 | Finding YM-W-2026-0001 is being checked; this can only be done to one that is open. Reload and check. |
| YM-W-2026-0009 | 没有记录 YM-W-2026-0009。请核对编号。 | There is no finding YM-W-2026-0009. Check its number. |
