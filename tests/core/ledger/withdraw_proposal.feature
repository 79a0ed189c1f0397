# The occupation does not happen, with a reason.
Given SubmitProposal
Given AssessProposal

Rule: at any step, as long as no order of it holds or has used tonnes
| reason   | after |
| 项目取消 | Y-1 step=withdrawn entries=3 |

Rule: … after the notice and an order that was released too
Given SignNotice
Given StoreLot
Given ChooseCompensation
Given HoldOrder proposal=Y-1
Given ReleaseOrder
| reason   | after |
| 项目取消 | Y-1 step=withdrawn notice=YM-N-2026-0001 ordered=0.000 entries=7 |

Rule: held, paid and cancelled tonnes stand in the way
Given SignNotice
Given StoreLot
Given ChooseCompensation
Given HoldOrder proposal=Y-1
Given RecordPayment
Given CancelTonnes
| reason   | zh | en |
| 项目取消 | 项目 Y-1 已有 10 吨在订单中（冻结、已付或已核销），不能撤回。请先撤销这些订单；已核销的不能撤销。 | Orders hold or have used 10 t of project Y-1: it cannot be taken back. Release or refund them first; cancelled tonnes stay cancelled. |

Rule: not twice, and not without a reason
Given SubmitProposal proposal=Y-2
Given WithdrawProposal proposal=Y-2
| proposal | reason | zh | en |
| Y-2      |        | 项目 Y-2 已撤回，不再办理。如仍要用地，请换编号重新登记。 | Project Y-2 was withdrawn; nothing more is done about it. If it goes ahead after all, submit it under another number. |
| Y-1      | ""     | 这项业务须写明理由。请填写后再提交。 | This act needs a reason. Write one and send it again. |
