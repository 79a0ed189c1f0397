# A notice is taken back with a reason, as long as nothing was ordered on it.
Given SubmitProposal
Given AssessProposal

Rule: the assessment opens again, and the occupier's choice is gone with the notice
Given SignNotice
Given ChooseCompensation
| reason       | after |
| 面积录入错误 | Y-1 step=notice notice= owed= offset= assessed=100.000 entries=5 |

Rule: an order that ended does not stand in the way
Given SignNotice
Given StoreLot
Given ChooseCompensation
Given HoldOrder proposal=Y-1
Given ReleaseOrder
| reason       | after |
| 面积录入错误 | Y-1 step=notice ordered=0.000 |

Rule: an order that holds tonnes does
Given SignNotice
Given StoreLot
Given ChooseCompensation
Given HoldOrder proposal=Y-1
| reason       | zh | en |
| 面积录入错误 | 项目 Y-1 已有 10 吨在订单中（冻结、已付或已核销），不能撤回。请先撤销这些订单；已核销的不能撤销。 | Orders hold or have used 10 t of project Y-1: it cannot be taken back. Release or refund them first; cancelled tonnes stay cancelled. |

Rule: there is a notice, and a reason
Given SubmitProposal proposal=Y-2
Given SignNotice
| proposal | reason | zh | en |
| Y-2      |        | 项目 Y-2 没有已签发的告知书。请先由主管部门签发。 | Project Y-2 has no signed notice. Have the bureau sign it first. |
| Y-1      | ""     | 这项业务须写明理由。请填写后再提交。 | This act needs a reason. Write one and send it again. |
