# 核销: the tonnes of a paid order are used for good.
Given StoreLot
Given HoldOrder
Given RecordPayment

Rule: they leave the reserve for good; the certificate has the first number of the year
| order | after |
| O-1   | O-1 status=cancelled certificate=YM-C-2026-0001; A-L1 stored=100.000 held=0.000 cancelled=10.000 available=90.000 |

Rule: … then the next, and the year starts anew
Given CancelTonnes
Given HoldOrder order=O-2
Given RecordPayment order=O-2 voucher=S-2
| order | day        | after |
| O-2   |            | O-1 certificate=YM-C-2026-0001; O-2 certificate=YM-C-2026-0002 |
| O-2   | 2027-01-01 | O-2 certificate=YM-C-2027-0001 |

Rule: only what is paid
Given HoldOrder order=O-2
| order | zh | en |
| O-2   | 订单 O-2 现为“已冻结”，这项业务只能对“已付款”的订单办理。请刷新后核对。 | Order O-2 is held; this can only be done to an order that is paid. Reload and check. |

Rule: once
Given CancelTonnes
| order | zh | en |
| O-1   | 订单 O-1 已核销（证书 YM-C-2026-0001）。核销的吨数不得再用，不能退款、撤回或重复办理。 | Order O-1 is cancelled (certificate YM-C-2026-0001). Cancelled tonnes are never available again: no refund, no withdrawal, no second time. |

Rule: not what was refunded
Given RefundOrder
| order | zh | en |
| O-1   | 订单 O-1 现为“已退款”，这项业务只能对“已付款”的订单办理。请刷新后核对。 | Order O-1 is refunded; this can only be done to an order that is paid. Reload and check. |

Rule: a proposal is settled when all tonnes of its notice are cancelled
Given SubmitProposal
Given AssessProposal owed_t=10 strata='A:3.5:10'
Given SignNotice
Given ChooseCompensation offset_t=0
Given HoldOrder order=O-5 proposal=Y-1
Given RecordPayment order=O-5 voucher=S-5
| order | after |
| O-5   | Y-1 step=settled settled=10.000 ordered=10.000 |
