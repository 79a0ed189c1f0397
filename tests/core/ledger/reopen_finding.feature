# A closed finding is looked at again.
Given StoreLot
Given RecordFinding
Given CloseFinding

Rule: it is open again, without the old answer (the journal keeps it)
| finding        | after |
| YM-W-2026-0001 | YM-W-2026-0001 state=open outcome= answer= |

Rule: only a closed one, with a reason
Given RecordFinding
| finding        | reason | zh | en |
| YM-W-2026-0002 |        | 记录 YM-W-2026-0002 现在是“待核实”，这项业务要求“已办结”。请刷新后核对。 | Finding YM-W-2026-0002 is open; this can only be done to one that is closed. Reload and check. |
| YM-W-2026-0001 | " "    | 这项业务须写明理由。请填写后再提交。 | This act needs a reason. Write one and send it again. |
