# R10: measured again after a longer period, what has grown makes up for what was missing.
Given StoreLot
Given HoldOrder owed_t=70 amount_cny=1060.50
Given SettleLot measured_t=40 day=2028-01-01
Given PlanRemedy measure=extension due=2031-01-01 day=2028-01-02

Rule: what is there above what was accounted makes up for the shortfall, no more; a surplus is not stored
| measured_t | day        | after |
| 50         | 2030-12-31 | R-1 state=open replaced=10.000 left=20.000; A-L1 stored=70.000 held=70.000 shortfall=20.000 accounted=50.000 replaced=0 |
| 40         | 2030-12-31 | R-1 state=open replaced=0.000 left=30.000; A-L1 shortfall=30.000 |
| 70         | 2030-12-31 | R-1 state=done replaced=30.000; A-L1 shortfall=0.000 accounted=70.000 |
| 90         | 2030-12-31 | R-1 state=done replaced=30.000; A-L1 stored=70.000 shortfall=0.000 measured=40.000 |

Rule: what has grown beyond the plan makes up for the rest as well; other plans become smaller
Given DropRemedy day=2028-01-02
Given PlanRemedy remedy=R-2 measure=extension planned_t=10 due=2031-01-01 day=2028-01-02
Given PlanRemedy remedy=R-3 planned_t=20 due=2031-01-01 day=2028-01-02
| remedy | measured_t | day        | after |
| R-2    | 65         | 2030-12-31 | R-2 state=done replaced=25.000; R-3 state=open planned=5.000; A-L1 shortfall=5.000 |

Rule: less than was there before is a loss, which comes first
| measured_t | day        | zh | en |
| 39.999     | 2030-12-31 | 储备 A-L1 复测只有 39.999 吨，少于现有的 40 吨，说明又有损失。请先登记损失，再登记复测。 | Lot A-L1 measured 39.999 t, less than the 40 t accounted for now: more was lost. Record the loss first, then the measurement. |

Rule: after the settlement
Given StoreLot lot=B-L1 plot=B tonnes=50 period_start=2026-01-01 period_end=2028-12-31 day=2028-01-02
Given HoldOrder order=O-2 owed_t=50 amount_cny=757.50 trade_date=2028-01-02 until=2028-01-09 day=2028-01-02
Given ReverseLot lot=B-L1 lost_t=50 day=2028-01-02
Given PlanRemedy remedy=R-2 lot=B-L1 measure=extension due=2031-01-01 day=2028-01-02
| remedy | day        | zh | en |
| R-2    | 2028-12-31 | 储备 B-L1 还没有结算。延长中和期的复测在结算以后登记，请先办理结算。 | Lot B-L1 is not settled yet. Measuring again comes after that: settle it first. |

Rule: an open plan of this sort, and a report
Given DropRemedy day=2028-01-02
Given PlanRemedy remedy=R-2 planned_t=10 due=2031-01-01 day=2028-01-02
Given PlanRemedy remedy=R-3 measure=extension planned_t=10 due=2031-01-01 day=2028-01-02
| remedy | report | day        | zh | en |
| R-9    |        | 2030-12-31 | 没有补救方案 R-9。请核对编号。 | There is no plan R-9. Check its number. |
| R-1    |        | 2030-12-31 | 补救方案 R-1 已撤销，不能再办理。请另立方案。 | Plan R-1 is dropped; nothing more happens to it. Make another plan. |
| R-2    |        | 2030-12-31 | 补救方案 R-2 的措施是从其他储备补足，不靠复测。请办理补足，或另立方案。 | Plan R-2 is one by tonnes of other lots, not by measuring again. Replace the tonnes, or make another plan. |
| R-3    | ""     | 2030-12-31 | “监测报告编号”应为 1 至 60 个字，写成一行，不含控制字符。请改正后再提交。 | The number of the report needs 1 to 60 characters in one line, without control characters. Correct it and send it again. |
