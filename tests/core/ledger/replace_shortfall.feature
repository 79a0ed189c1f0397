# R10: available tonnes of other lots take the place of cancelled ones that are no longer there.
Given StoreLot
Given StoreLot lot=B-L1 plot=B tonnes=25
Given StoreLot lot=C-L1 plot=C tonnes=5
Given HoldOrder owed_t=70 amount_cny=1060.50
Given RecordPayment amount_cny=1060.50
Given CancelTonnes
Given ReverseLot lost_t=70
Given PlanRemedy

Rule: they are cancelled for good in the lots that give them, in the order of the rule; so much less is short
| tonnes | after |
| 20     | R-1 state=open replaced=20.000 left=10.000 lots=B-L1:20.000; A-L1 stored=70.000 cancelled=70.000 shortfall=20.000 replaced=20.000 accounted=30.000; B-L1 stored=25.000 available=5.000 cancelled=20.000 accounted=25.000 |
| 30     | R-1 state=done replaced=30.000 left=0 lots=B-L1:25.000,C-L1:5.000; A-L1 shortfall=10.000 replaced=30.000; C-L1 available=0.000 cancelled=5.000 |
| 0.001  | R-1 state=open left=29.999; A-L1 shortfall=39.999 |

Rule: what stands behind a lot is lost once, whatever was replaced
Given ReplaceShortfall tonnes=30
Given PlanRemedy remedy=R-2 planned_t=10
Given StoreLot lot=D-L1 plot=D tonnes=50
Given ReverseLot lot=A-L1 lost_t=30
| remedy | tonnes | after |
| R-2    | 10     | A-L1 shortfall=30.000 replaced=40.000 accounted=0.000; R-2 state=done |

Rule: lots stored since the plan was made give for a plan by new plots
Given PlanRemedy remedy=R-2 measure=new_plots planned_t=10
Given StoreLot lot=D-L1 plot=D tonnes=8
| remedy | tonnes | after |
| R-2    | 8      | R-2 replaced=8.000 lots=D-L1:8.000; B-L1 available=25.000 |

Rule: … no others
Given PlanRemedy remedy=R-2 measure=new_plots planned_t=10
Given StoreLot lot=D-L1 plot=D tonnes=8
| remedy | tonnes | zh | en |
| R-2    | 8.001  | 补救方案 R-2（新增地块）要 8.001 吨，可用的储备只有 8 吨。请减少吨数，或等新的储备入库。 | Plan R-2 (by new plots) needs 8.001 t; the lots that may give have only 8 t available. Replace less, or wait for new lots. |

Rule: no more than is planned
| tonnes | zh | en |
| 30.001 | 补救方案 R-1 还差 30 吨，不能补足 30.001 吨。请减少吨数。 | Plan R-1 has 30 t left to replace; 30.001 t are too many. Replace less. |

Rule: no more than there is of the same sort in other lots
Given HoldOrder order=O-2 owed_t=10 amount_cny=151.50
Given StoreLot lot=Z-L1 plot=Z demo=yes
| tonnes | zh | en |
| 20.001 | 补救方案 R-1（从储备补足）要 20.001 吨，可用的储备只有 20 吨。请减少吨数，或等新的储备入库。 | Plan R-1 (from the reserve) needs 20.001 t; the lots that may give have only 20 t available. Replace less, or wait for new lots. |

Rule: only what is cancelled: what is held may still come back
Given StoreLot lot=E-L1 plot=E tonnes=40 period_start=2024-01-01 period_end=2026-12-31
Given HoldOrder order=O-2 owed_t=30 amount_cny=454.50
Given RecordPayment order=O-2 voucher=S-2 amount_cny=454.50
Given CancelTonnes order=O-2
Given HoldOrder order=O-3 owed_t=10 amount_cny=151.50
Given ReverseLot lot=E-L1 lost_t=40
Given PlanRemedy remedy=R-2 lot=E-L1 planned_t=40
Given StoreLot lot=F-L1 plot=F
| remedy | tonnes | zh | en |
| R-2    | 30.001 | 储备 E-L1 的缺口中可以补足的只有已核销的 30 吨，不能补足 30.001 吨。冻结的吨数请等订单核销或退回以后再办理。 | Of what lot E-L1 is short, only the 30 t that are cancelled can be replaced, not 30.001 t. Wait until the orders that hold the rest are cancelled or given back. |

Rule: … and when it does come back, it makes up for the shortfall, and the plan becomes smaller
Given StoreLot lot=E-L1 plot=E tonnes=40 period_start=2024-01-01 period_end=2026-12-31
Given HoldOrder order=O-2 owed_t=30 amount_cny=454.50
Given RecordPayment order=O-2 voucher=S-2 amount_cny=454.50
Given CancelTonnes order=O-2
Given HoldOrder order=O-3 owed_t=10 amount_cny=151.50
Given ReverseLot lot=E-L1 lost_t=40
Given PlanRemedy remedy=R-2 lot=E-L1 planned_t=36
Given PlanRemedy remedy=R-3 lot=E-L1 planned_t=4
Given ReleaseOrder order=O-3
| remedy | tonnes | after |
| R-2    | 25     | R-2 state=open planned=30.000 left=5.000; R-3 state=done planned=0.000; E-L1 stored=30.000 available=0.000 shortfall=5.000 replaced=25.000 accounted=0.000 |

Rule: a plan that is there, open, and one of other lots
Given PlanRemedy remedy=R-2 measure=extension planned_t=5
Given ReplaceShortfall tonnes=30
| remedy | zh | en |
| R-9    | 没有补救方案 R-9。请核对编号。 | There is no plan R-9. Check its number. |
| R-1    | 补救方案 R-1 已完成，不能再办理。请另立方案。 | Plan R-1 is done; nothing more happens to it. Make another plan. |
| R-2    | 补救方案 R-2 的措施是延长期限，不从其他储备补足。请登记延长后的复测结果，或另立方案。 | Plan R-2 is one by a longer period; it takes nothing from other lots. Record what was measured later, or make another plan. |

Rule: more than nothing
| tonnes | zh | en |
| 0      | “补足量”填写的 0 无法记账：须在 0.001 至 1000000000 之间，小数不超过三位。请改正后再提交。 | The tonnes replaced: 0 cannot be entered in the books. Give 0.001 to 1000000000, with no more than three decimals. |
