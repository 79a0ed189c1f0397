# The occupier withdraws an order that is not paid.
Given StoreLot
Given RegisterCertificate
Given HoldOrder offsets=TP-1:8 amount_cny=30.30

Rule: its tonnes and certificates return
| order | after |
| O-1   | O-1 status=released lots=A-L1:2.000; A-L1 held=0.000 available=100.000; TP-1 used=0.000 |

Rule: it needs a reason
| reason | zh | en |
| ""     | 这项业务须写明理由。请填写后再提交。 | This act needs a reason. Write one and send it again. |

Rule: a paid order is refunded instead
Given RecordPayment amount_cny=30.30
| order | zh | en |
| O-1   | 订单 O-1 现为“已付款”，这项业务只能对“已冻结”的订单办理。请刷新后核对。 | Order O-1 is paid; this can only be done to an order that is held. Reload and check. |

Rule: once
Given ReleaseOrder
| order | zh | en |
| O-1   | 订单 O-1 现为“已退回”，这项业务只能对“已冻结”的订单办理。请刷新后核对。 | Order O-1 is released; this can only be done to an order that is held. Reload and check. |

Rule: what is cancelled stays cancelled (invariant 6)
Given RecordPayment amount_cny=30.30
Given CancelTonnes
| order | zh | en |
| O-1   | 订单 O-1 已核销（证书 YM-C-2026-0001）。核销的吨数不得再用，不能退款、撤回或重复办理。 | Order O-1 is cancelled (certificate YM-C-2026-0001). Cancelled tonnes are never available again: no refund, no withdrawal, no second time. |

Rule: tonnes that burned meanwhile do not return; they make up for the shortfall
Given ReverseLot lost_t=99
| order | after |
| O-1   | A-L1 stored=1.000 held=0.000 available=1.000 shortfall=0.000 lost=99.000 |
