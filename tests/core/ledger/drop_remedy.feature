# A plan is given up by a reviewer who says why; the shortfall stays and can be planned anew.
Given StoreLot
Given StoreLot lot=B-L1 plot=B
Given HoldOrder owed_t=70 amount_cny=1060.50
Given RecordPayment amount_cny=1060.50
Given CancelTonnes
Given ReverseLot lost_t=70
Given PlanRemedy

Rule: nothing else changes
| remedy | after |
| R-1    | R-1 state=dropped left=0 replaced=0; A-L1 shortfall=40.000 |

Rule: what was replaced stays replaced
Given ReplaceShortfall
| remedy | after |
| R-1    | R-1 state=dropped replaced=20.000; A-L1 shortfall=20.000 replaced=20.000; B-L1 cancelled=20.000 |

Rule: once, while it is open, by a reviewer, with a reason
Given PlanRemedy remedy=R-0 planned_t=10
Given DropRemedy remedy=R-0
| remedy | role      | reason | zh | en |
| R-0    |           |        | 补救方案 R-0 已撤销，不能再办理。请另立方案。 | Plan R-0 is dropped; nothing more happens to it. Make another plan. |
| R-9    |           |        | 没有补救方案 R-9。请核对编号。 | There is no plan R-9. Check its number. |
| R-1    | registrar |        | “登记员”无权办理这项业务。请由有权的岗位办理。 | The role “registrar” may not do this. Ask somebody who may. |
| R-1    |           | " "    | 这项业务须写明理由。请填写后再提交。 | This act needs a reason. Write one and send it again. |
