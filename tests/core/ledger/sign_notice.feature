# 告知书: the bureau's reviewer signs the notice of what was assessed (R4). The journal gives its number.
Given SubmitProposal
Given AssessProposal

Rule: the notice is about what was assessed, and waits for the occupier's choice
| day        | after |
|            | Y-1 step=choice notice=YM-N-2026-0001 owed=100.000 entries=3 |

Rule: numbers follow each other within a year, also after a notice was revoked
Given SignNotice
Given RevokeNotice
| day | after |
|     | Y-1 notice=YM-N-2026-0002 |

Rule: … and begin anew with the year
Given SubmitProposal proposal=Y-2
Given AssessProposal proposal=Y-2
Given SignNotice proposal=Y-2
| day        | at                  | after |
| 2027-01-01 | 2027-01-01T00:00:00 | Y-1 notice=YM-N-2027-0001; Y-2 notice=YM-N-2026-0001 |

Rule: one notice, by the reviewer alone
| role      | zh | en |
| planner   | “规划员”无权办理这项业务。请由有权的岗位办理。 | The role “planner” may not do this. Ask somebody who may. |
| registrar | “登记员”无权办理这项业务。请由有权的岗位办理。 | The role “registrar” may not do this. Ask somebody who may. |

Rule: … not a second one
Given SignNotice
| proposal | zh | en |
| Y-1      | 项目 Y-1 已发告知书 YM-N-2026-0001，测算不能再改。如有差错，请先撤销告知书并写明理由。 | Project Y-1 has notice YM-N-2026-0001; its assessment stays as it is. If something is wrong, revoke the notice first, with a reason. |

Rule: something was assessed, and it owes something
Given SubmitProposal proposal=Y-2
Given SubmitProposal proposal=Y-3
Given AssessProposal proposal=Y-3 owed_t=0 strata='A:3.5:0'
| proposal | zh | en |
| Y-2      | 项目 Y-2 还没有测算，不能签发告知书。请先测算。 | Project Y-2 was not assessed yet: there is nothing to notify. Assess it first. |
| Y-3      | 项目 Y-3 的应补偿量为 0 吨，无须补偿，不必发告知书。 | Project Y-3 owes 0 t: nothing has to be made good, so it needs no notice. |
