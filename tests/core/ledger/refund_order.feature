# A paid order is undone before its cancellation.
Given StoreLot
Given RegisterCertificate
Given HoldOrder offsets=TP-1:8 amount_cny=30.30
Given RecordPayment amount_cny=30.30

Rule: its tonnes and certificates return
| order | after |
| O-1   | O-1 status=refunded certificate=; A-L1 held=0.000 available=100.000; TP-1 used=0.000 left=100.000 |

Rule: … those of a certificate withdrawn meanwhile are of no more use
Given WithdrawCertificate
| order | after |
| O-1   | TP-1 used=0.000 left=0 |

Rule: the money went back on a day from the payment on, by a number of its own
| refunded_on | voucher | zh | en |
| 2026-11-22  |         | 订单 O-1 的退款日期 2026-11-22 应在 2026-11-23 至 2026-11-23 之间。请核对凭据。 | The refund of order O-1 on 2026-11-22 must lie between 2026-11-23 and 2026-11-23. Check the receipt. |
| 2026-11-24  |         | 订单 O-1 的退款日期 2026-11-24 应在 2026-11-23 至 2026-11-23 之间。请核对凭据。 | The refund of order O-1 on 2026-11-24 must lie between 2026-11-23 and 2026-11-23. Check the receipt. |
|             | s-1     | 凭据号 s-1 已用于订单 O-1。一份凭据只对应一次收付款，请核对。 | Receipt s-1 stands for a payment of order O-1 already. One receipt, one payment: check it. |

Rule: it needs a reason
| reason | zh | en |
| ""     | 这项业务须写明理由。请填写后再提交。 | This act needs a reason. Write one and send it again. |

Rule: a cancelled tonne is never available again (invariant 6)
Given CancelTonnes
| order | zh | en |
| O-1   | 订单 O-1 已核销（证书 YM-C-2026-0001）。核销的吨数不得再用，不能退款、撤回或重复办理。 | Order O-1 is cancelled (certificate YM-C-2026-0001). Cancelled tonnes are never available again: no refund, no withdrawal, no second time. |

Rule: what is not paid is withdrawn instead
Given HoldOrder order=O-2
| order | zh | en |
| O-2   | 订单 O-2 现为“已冻结”，这项业务只能对“已付款”的订单办理。请刷新后核对。 | Order O-2 is held; this can only be done to an order that is paid. Reload and check. |

Rule: tonnes that burned meanwhile do not return; they make up for the shortfall
Given ReverseLot lost_t=99
| order | after |
| O-1   | A-L1 stored=1.000 held=0.000 available=1.000 shortfall=0.000 lost=99.000 |
