# The assessment is frozen: tonnes, area, pieces, inventory version, rules and working (R4).
Given SubmitProposal

Rule: the pieces add up to the area, and their tonnes to what is owed
| owed_t | area_hm2 | strata                            | after |
|        |          |                                   | Y-1 step=notice assessed=100.000 area=3.5000 entries=2 |
| 0.003  | 0.0003   | A:0.0001:0.001, B:0.0002:0.002    | Y-1 step=notice assessed=0.003 area=0.0003 |

Rule: tonnes rounded piece by piece may differ from the sum by half of the last place each
| owed_t  | strata                               | after |
| 100.001 | A:2.5:70, B:1:30                     | Y-1 assessed=100.001 |

Rule: a proposal that owes nothing says so, and that is the end of it
| owed_t | strata          | after |
| 0      | A:2.5:0, B:1:0  | Y-1 step=nothing assessed=0.000 |

Rule: assessed again before the notice, the latest counts
Given AssessProposal owed_t=90 strata='SC1 云南松:2.5:60, SC2 桉树:1:30'
| owed_t | after |
| 100    | Y-1 step=notice assessed=100.000 entries=3 |

Rule: what does not add up is refused
| owed_t  | area_hm2 | strata              | zh | en |
|         | 3.5001   |                     | 项目 Y-1 的测算面积为 3.5001 公顷，各块合计却是 3.5 公顷。请重新测算。 | The assessment of project Y-1 covers 3.5001 hm², but its pieces add up to 3.5 hm². Assess it anew. |
| 100.002 |          |                     | 项目 Y-1 的应补偿量为 100.002 吨，各块合计却是 100 吨，超出四舍五入的差额。请重新测算。 | Project Y-1 owes 100.002 t, but its pieces add up to 100 t, which rounding cannot explain. Assess it anew. |
|         |          | A:3.50001:100       | 项目 Y-1 的测算列出 1 块林地：须为 1 至 500 块，每块面积大于 0、小数不超过四位。请重新测算。 | The assessment of project Y-1 lists 1 pieces of forest: it takes 1 to 500, each larger than 0 hm² with at most four decimals. Assess it anew. |
|         |          | A:0:0, B:3.5:100    | 项目 Y-1 的测算列出 2 块林地：须为 1 至 500 块，每块面积大于 0、小数不超过四位。请重新测算。 | The assessment of project Y-1 lists 2 pieces of forest: it takes 1 to 500, each larger than 0 hm² with at most four decimals. Assess it anew. |
|         |          | ""                  | 项目 Y-1 的测算列出 0 块林地：须为 1 至 500 块，每块面积大于 0、小数不超过四位。请重新测算。 | The assessment of project Y-1 lists 0 pieces of forest: it takes 1 to 500, each larger than 0 hm² with at most four decimals. Assess it anew. |
| -1      |          |                     | “应补偿量”填写的 -1 无法记账：须在 0 至 1000000000 之间，小数不超过三位。请改正后再提交。 | The tonnes owed: -1 cannot be entered in the books. Give 0 to 1000000000, with no more than three decimals. |

Rule: only a proposal that was submitted and stands
| proposal | zh | en |
| Y-9      | 没有登记编号为 Y-9 的拟用地项目。请核对编号，或先登记。 | No project Y-9 was submitted. Check the number or submit it first. |

Rule: … not a withdrawn one
Given WithdrawProposal
| proposal | zh | en |
| Y-1      | 项目 Y-1 已撤回，不再办理。如仍要用地，请换编号重新登记。 | Project Y-1 was withdrawn; nothing more is done about it. If it goes ahead after all, submit it under another number. |

Rule: after the notice the assessment stays as it is
Given AssessProposal
Given SignNotice
| owed_t | zh | en |
| 100    | 项目 Y-1 已发告知书 YM-N-2026-0001，测算不能再改。如有差错，请先撤销告知书并写明理由。 | Project Y-1 has notice YM-N-2026-0001; its assessment stays as it is. If something is wrong, revoke the notice first, with a reason. |
