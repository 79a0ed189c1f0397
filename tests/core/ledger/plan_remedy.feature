# R10: unmet tonnes get a plan; what is planned together is never more than what is short.
Given StoreLot
Given HoldOrder owed_t=70 amount_cny=1060.50
Given ReverseLot lost_t=70

Rule: as much as is short can be planned, by any of the measures, until a day from today on
| planned_t | measure   | due        | after |
| 40        |           |            | R-1 state=open planned=40.000 left=40.000 measure=reserve; A-L1 shortfall=40.000 |
| 0.001     | new_plots | 2026-11-23 | R-1 planned=0.001 measure=new_plots |
| 10        | extension |            | R-1 left=10.000 measure=extension |

Rule: the journal gives a number where there is no name
Given PlanRemedy remedy="" planned_t=10
| remedy         | planned_t | after |
| ""             | 10        | YM-R-2026-0002 planned=10.000; YM-R-2026-0001 planned=10.000 |
| YM-R-2026-0002 | 10        | YM-R-2026-0002 planned=10.000 |

Rule: no more than is short
| planned_t | zh | en |
| 40.001    | 储备 A-L1 的缺口为 40 吨，尚未列入方案的只有 40 吨，不能再计划 40.001 吨。请减少吨数，或先撤销一个方案。 | Lot A-L1 is short of 40 t, of which 40 t are in no plan yet; 40.001 t cannot be planned. Plan less, or drop another plan first. |

Rule: … with what other plans still have to do
Given PlanRemedy remedy=R-0 planned_t=30
| planned_t | zh | en |
| 10.001    | 储备 A-L1 的缺口为 40 吨，尚未列入方案的只有 10 吨，不能再计划 10.001 吨。请减少吨数，或先撤销一个方案。 | Lot A-L1 is short of 40 t, of which 10 t are in no plan yet; 10.001 t cannot be planned. Plan less, or drop another plan first. |

Rule: … what was dropped can be planned again
Given PlanRemedy remedy=R-0 planned_t=30
Given DropRemedy remedy=R-0
| planned_t | after |
| 40        | R-1 left=40.000; R-0 state=dropped left=0 |

Rule: a name of its own
Given PlanRemedy planned_t=1
| remedy         | zh | en |
| R-1            | 补救方案 R-1 已经有了。请另取编号，或留空由系统编号。 | There is a plan R-1 already. Take another name, or leave it empty to be given a number. |
| YM-R-2026-0007 | “YM-R-2026-0007”与系统编号的格式相同，而下一个系统编号是 YM-R-2026-0001。请留空由系统编号，或另取名称。 | “YM-R-2026-0007” looks like a number that the journal gives, and the next of them is YM-R-2026-0001. Leave it empty to be given that number, or take another name. |

Rule: a known lot and measure, a day not past, tonnes to 0.001
| lot  | measure | due        | planned_t | zh | en |
| Z-L1 |         |            |           | 储备中没有 Z-L1。请核对储备编号。 | There is no lot Z-L1 in the reserve. Check its name. |
|      | pray    |            |           | 补救方案 R-1 的措施“pray”不在范围内。请选择从储备补足、新增地块或延长期限。 | “pray” is no known measure of plan R-1. Choose from the reserve, by new plots or by a longer period. |
|      |         | 2026-11-22 |           | 补救方案 R-1 的期限 2026-11-22 早于今天（2026-11-23）。请填写今天或以后的日期。 | Plan R-1 would be due on 2026-11-22, before today (2026-11-23). Give today or a later date. |
|      |         |            | 0         | “计划补足量”填写的 0 无法记账：须在 0.001 至 1000000000 之间，小数不超过三位。请改正后再提交。 | The tonnes planned: 0 cannot be entered in the books. Give 0.001 to 1000000000, with no more than three decimals. |
