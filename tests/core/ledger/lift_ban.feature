# The felling ban of a stored plot is in force by itself from its first lot on; a reviewer lifts it in the end.
Given StoreLot

Rule: after the period, settled, with nothing to be made up for
Given SettleLot day=2028-01-01
| plot | day        | after |
| A    | 2028-01-01 | ban/A in_force=no |

Rule: … all lots of the plot
Given SettleLot day=2028-01-01
Given StoreLot lot=A-L2 period_start=2028-01-01 period_end=2030-12-31 notice_end=2027-12-31 day=2028-01-01
| plot | day        | zh | en |
| A    | 2030-12-31 | 地块 A 的储备 A-L2 中和期到 2030-12-31 才结束，不能提前解除禁伐。请在期满并结算后办理。 | The neutrality period of lot A-L2 of plot A runs to 2030-12-31; the felling ban cannot be lifted before. Lift it after the period and the settlement. |
| A    | 2031-01-01 | 地块 A 的储备 A-L2 还没有结算，不能解除禁伐。请先办理结算。 | Lot A-L2 of plot A is not settled yet; the felling ban cannot be lifted. Settle it first. |

Rule: … without a shortfall
Given HoldOrder owed_t=70 amount_cny=1060.50
Given SettleLot measured_t=69.999 day=2028-01-01
| plot | day        | zh | en |
| A    | 2028-01-01 | 地块 A 的储备 A-L1 还有 0.001 吨缺口，不能解除禁伐。请先补足。 | Lot A-L1 of plot A is still short of 0.001 t; the felling ban cannot be lifted. Make up for them first. |

Rule: … without a finding that is open
Given SettleLot day=2028-01-01
Given RecordFinding
| plot | day        | zh | en |
| A    | 2028-01-01 | 地块 A 还有未办结的线索（YM-W-2026-0001 等 1 件），不能解除禁伐。请先核查并办结。 | Plot A has findings that are not closed (YM-W-2026-0001; 1 in all); the felling ban cannot be lifted. Check and close them first. |

Rule: once, on a stored plot, by a reviewer, with a reason
Given SettleLot day=2028-01-01
Given StoreLot lot=B-L1 plot=B day=2028-01-01
Given SettleLot lot=B-L1 day=2028-01-01
Given LiftBan day=2028-01-01
| plot | role      | reason | day        | zh | en |
| A    |           |        | 2028-01-02 | 地块 A 的禁伐已经解除。如须恢复，请办理恢复禁伐。 | The felling ban of plot A is lifted already. To have it back, restore it. |
| Z    |           |        | 2028-01-02 | 地块 Z 没有入库的储备。请核对地块编号。 | Plot Z has no lot in the reserve. Check its number. |
| B    | registrar |        | 2028-01-02 | “登记员”无权办理这项业务。请由有权的岗位办理。 | The role “registrar” may not do this. Ask somebody who may. |
| B    |           | " "    | 2028-01-02 | 这项业务须写明理由。请填写后再提交。 | This act needs a reason. Write one and send it again. |
