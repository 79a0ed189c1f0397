# An order was paid.
Given StoreLot
Given HoldOrder

Rule: in full; the tonnes stay held
| amount_cny | after |
| 151.50     | O-1 status=paid; A-L1 held=10.000 available=90.000 |

Rule: … neither more nor less
| amount_cny | zh | en |
| 151.49     | 订单 O-1 应付 151.5 元，收到 151.49 元。只能按全额登记，请补足或退回差额。 | Order O-1 costs CNY 151.5; CNY 151.49 was paid. Only the full amount is entered: settle the difference first. |
| 151.51     | 订单 O-1 应付 151.5 元，收到 151.51 元。只能按全额登记，请补足或退回差额。 | Order O-1 costs CNY 151.5; CNY 151.51 was paid. Only the full amount is entered: settle the difference first. |
| 151.501    | “金额”填写的 151.501 无法记账：须在 0 至 1000000000 之间，小数不超过两位。请改正后再提交。 | The amount: 151.501 cannot be entered in the books. Give 0 to 1000000000, with no more than two decimals. |

Rule: up to the last day of the hold, also when it is entered a day later
| paid_on    | day        | after |
| 2026-12-08 | 2026-12-09 | O-1 status=paid |

Rule: … not after it
| paid_on    | day        | zh | en |
| 2026-12-09 | 2026-12-09 | 订单 O-1 的冻结已于 2026-12-08 到期，不能再收款。请退回款项，重新下单。 | The hold of order O-1 ended on 2026-12-08; it can no longer be paid. Give the money back and order anew. |

Rule: not before the trade date, and not tomorrow
| paid_on    | zh | en |
| 2026-11-22 | 订单 O-1 的付款日期 2026-11-22 应在 2026-11-23 至 2026-11-23 之间。请核对凭据。 | The payment of order O-1 on 2026-11-22 must lie between 2026-11-23 and 2026-11-23. Check the receipt. |
| 2026-11-24 | 订单 O-1 的付款日期 2026-11-24 应在 2026-11-23 至 2026-11-23 之间。请核对凭据。 | The payment of order O-1 on 2026-11-24 must lie between 2026-11-23 and 2026-11-23. Check the receipt. |

Rule: once
Given RecordPayment
| order | zh | en |
| O-1   | 订单 O-1 现为“已付款”，这项业务只能对“已冻结”的订单办理。请刷新后核对。 | Order O-1 is paid; this can only be done to an order that is held. Reload and check. |

Rule: not when the tonnes went back
Given ExpireHold day=2026-12-09
| day        | at                  | zh | en |
| 2026-12-09 | 2026-12-09T06:00:00 | 订单 O-1 现为“已退回”，这项业务只能对“已冻结”的订单办理。请刷新后核对。 | Order O-1 is released; this can only be done to an order that is held. Reload and check. |

Rule: the receipt has a number
| voucher | zh | en |
| ""      | “收款凭据号”应为 1 至 60 个字，写成一行，不含控制字符。请改正后再提交。 | The number of the receipt needs 1 to 60 characters in one line, without control characters. Correct it and send it again. |

Rule: … which stands for one payment only, however it is spelled, also after a refund
Given RecordPayment
Given RefundOrder
Given HoldOrder order=O-2
| order | voucher | zh | en |
| O-2   | Ｓ-1    | 凭据号 Ｓ-1 已用于订单 O-1。一份凭据只对应一次收付款，请核对。 | Receipt Ｓ-1 stands for a payment of order O-1 already. One receipt, one payment: check it. |
| O-2   | T-1     | 凭据号 T-1 已用于订单 O-1。一份凭据只对应一次收付款，请核对。 | Receipt T-1 stands for a payment of order O-1 already. One receipt, one payment: check it. |
