# The occupier chooses freely: offset, purchase, or both; at most 80 % may be offset (R5, R6).
Given SubmitProposal
Given AssessProposal
Given SignNotice

Rule: what is not offset is bought
| offset_t | after |
| 0        | Y-1 step=order offset=0.000 purchase=100.000 |
| 33.333   | Y-1 step=order offset=33.333 purchase=66.667 |
| 80       | Y-1 step=order offset=80.000 purchase=20.000 entries=4 |

Rule: not a thousandth more than 80 % is offset, nor less than nothing
| offset_t | zh | en |
| 80.001   | 抵消量 80.001 吨超出上限：应补 100 吨，最多可抵消 80 吨（比例上限 0.8）。请减少抵消，其余购买。 | Certificates for 80.001 t are too much: of the 100 t owed at most 80 t may be offset (share 0.8). Lower the offset and buy the rest. |
| -1       | “抵消量”填写的 -1 无法记账：须在 0 至 1000000000 之间，小数不超过三位。请改正后再提交。 | The tonnes offset: -1 cannot be entered in the books. Give 0 to 1000000000, with no more than three decimals. |

Rule: it is dated between the notice and today
| chosen_on  | zh | en |
| 2026-11-22 | 项目 Y-1 的选择日期 2026-11-22 应在 2026-11-23（告知书签发日）至 2026-11-23 之间。请改正。 | The choice for project Y-1 of 2026-11-22 must be dated between 2026-11-23, when the notice was signed, and 2026-11-23. Correct it. |
| 2026-11-24 | 项目 Y-1 的选择日期 2026-11-24 应在 2026-11-23（告知书签发日）至 2026-11-23 之间。请改正。 | The choice for project Y-1 of 2026-11-24 must be dated between 2026-11-23, when the notice was signed, and 2026-11-23. Correct it. |

Rule: it may change while something is not ordered yet, but what is ordered stands
Given StoreLot
Given RegisterCertificate
Given ChooseCompensation
Given ChooseCompensation
Given HoldOrder proposal=Y-1 owed_t=60 offsets=TP-1:20 amount_cny=606.00
| offset_t | after |
| 20       | Y-1 offset=20.000 purchase=80.000 ordered=60.000 |
| 60       | Y-1 offset=60.000 purchase=40.000 |

Rule: … an offset below what is offset already, or a purchase below what is bought already, is refused
Given StoreLot
Given RegisterCertificate
Given ChooseCompensation
Given HoldOrder proposal=Y-1 owed_t=60 offsets=TP-1:20 amount_cny=606.00
| offset_t | zh | en |
| 19.999   | 项目 Y-1 已有订单，抵消量 19.999 吨应在 20 至 60 吨之间。请调整。 | Part of project Y-1 is ordered already: an offset of 19.999 t must lie between 20 and 60 t. Change it. |
| 60.001   | 项目 Y-1 已有订单，抵消量 60.001 吨应在 20 至 60 吨之间。请调整。 | Part of project Y-1 is ordered already: an offset of 60.001 t must lie between 20 and 60 t. Change it. |

Rule: once all is ordered it no longer changes
Given StoreLot
Given ChooseCompensation offset_t=0
Given HoldOrder proposal=Y-1 owed_t=100 amount_cny=1515.00
| offset_t | zh | en |
| 0        | 项目 Y-1 应补的 100 吨已全部下单，补偿方式不能再改。 | All 100 t of project Y-1 are ordered: the choice can no longer change. |

Rule: nobody chooses before the notice
Given RevokeNotice
| offset_t | zh | en |
| 0        | 项目 Y-1 没有已签发的告知书。请先由主管部门签发。 | Project Y-1 has no signed notice. Have the bureau sign it first. |
