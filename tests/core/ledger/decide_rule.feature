# R14: a decision gives a rule its next dated value; the store keeps the value in the same transaction.

Rule: a value that the rule may have, from a day on
| rule             | since      | value_kind | value    | after |
|                  |            |            |          | YM-D-2026-0001 does=rule rule=price_multiplier:2027-01-01:0.25 |
| allocation_order | 2026-12-01 | option     | newest_first | YM-D-2026-0001 rule=allocation_order:2026-12-01:newest_first |

Rule: … no other, nor from before the rule
| value | since      | zh | en |
| 7     |            | 参数 price_multiplier 不能取 7，应在 0 至 1 之间。 | The parameter price_multiplier cannot be 7. It must lie between 0 and 1. |
|       | 2019-12-31 | 起用日期 2019-12-31 不在 2020-01-01 至 2100-12-31 之间：更早的日期不会起作用。请改选日期。 | 2019-12-31 does not lie between 2020-01-01 and 2100-12-31; an earlier day would have no effect. Choose another date. |

Rule: it replaces one of its sort, with another value or with none
Given DecideRule
| rule | replaces       | after |
|      | YM-D-2026-0001 | YM-D-2026-0002 does=rule; YM-D-2026-0001 replaced_by=YM-D-2026-0002 |
| ""   | YM-D-2026-0001 | YM-D-2026-0002 does=none; YM-D-2026-0001 replaced_by=YM-D-2026-0002 |

Rule: … it does something
| rule | zh | en |
| ""   | 没有写明这项决策做什么，也没有写明撤销哪一项。请填写参数、情景或批次，或选择要撤销的决策。 | This decision neither does anything nor takes anything back. Give a parameter, a scenario or a batch, or choose the decision it takes back. |

Rule: it is the administrator's, as the value itself is
| role    | zh | en |
| planner | “规划员”无权办理这项业务。请由有权的岗位办理。 | The role “planner” may not do this. Ask somebody who may. |
