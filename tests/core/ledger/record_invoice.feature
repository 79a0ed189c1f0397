# The e-invoice that the tax platform issued for an order is written down; the product issues none itself.
Given StoreLot
Given HoldOrder
Given RecordPayment

Rule: one for an order that is paid, with its whole amount
| number               | after |
| 26532000000000000001 | O-1 status=paid invoices=26532000000000000001:151.50 |
| ２６５３２０００ 000000000001 | O-1 invoices=26532000000000000001:151.50 |

Rule: … from its trade date to today
| day        | issued_on  | after |
| 2026-11-30 | 2026-11-23 | O-1 invoices=26532000000000000001:151.50 |
| 2026-11-30 | 2026-11-30 | O-1 invoices=26532000000000000001:151.50 |

Rule: … not before, and not tomorrow
| issued_on  | zh | en |
| 2026-11-22 | 发票 26532000000000000001 的开具日期 2026-11-22 应在 2026-11-23 至 2026-11-23 之间。请核对发票。 | Invoice 26532000000000000001 of 2026-11-22 must be dated between 2026-11-23 and 2026-11-23. Check the invoice. |
| 2026-11-24 | 发票 26532000000000000001 的开具日期 2026-11-24 应在 2026-11-23 至 2026-11-23 之间。请核对发票。 | Invoice 26532000000000000001 of 2026-11-24 must be dated between 2026-11-23 and 2026-11-23. Check the invoice. |

Rule: a number has twenty digits
| number                | zh | en |
| 2653200000000000001   | 发票号码“2653200000000000001”应为 20 位数字（数电发票）。请按发票填写。 | The invoice number "2653200000000000001" needs 20 digits (fully digitalised e-invoice). Copy it from the invoice. |
| 2653200000000000000X  | 发票号码“2653200000000000000X”应为 20 位数字（数电发票）。请按发票填写。 | The invoice number "2653200000000000000X" needs 20 digits (fully digitalised e-invoice). Copy it from the invoice. |

Rule: once for an order
Given RecordInvoice
| number               | zh | en |
| 26532000000000000002 | 订单 O-1 已登记发票 26532000000000000001，不能再登记。需要冲红的，请先办理退款。 | Order O-1 has invoice 26532000000000000001; no other can be entered. To take it back, refund the order first. |

Rule: a number stands for one order
Given RecordInvoice
Given HoldOrder order=O-2
Given RecordPayment order=O-2 voucher=S-2
| order | zh | en |
| O-2   | 发票号码 26532000000000000001 已登记在订单 O-1 下，不能重复使用。请核对号码。 | Invoice number 26532000000000000001 stands for order O-1 and cannot be used twice. Check the number. |

Rule: a refund is followed by the red-letter invoice, which takes the first one back
Given RecordInvoice
Given RefundOrder
| number               | after |
| 26532000000000000002 | O-1 status=refunded invoices=26532000000000000001:151.50,26532000000000000002:-151.50; A-L1 available=100.000 |

Rule: … once
Given RecordInvoice
Given RefundOrder
Given RecordInvoice number=26532000000000000002
| number               | zh | en |
| 26532000000000000003 | 订单 O-1 已登记发票 26532000000000000002，不能再登记。需要冲红的，请先办理退款。 | Order O-1 has invoice 26532000000000000002; no other can be entered. To take it back, refund the order first. |

Rule: … and only where there is one to take back
Given RefundOrder
| number               | zh | en |
| 26532000000000000002 | 订单 O-1 退款前没有登记过发票，不需要红字发票。 | Order O-1 had no invoice before its refund; no red-letter invoice is needed. |

Rule: what is cancelled may be invoiced
Given CancelTonnes
| order | after |
| O-1   | O-1 status=cancelled invoices=26532000000000000001:151.50 |

Rule: what is not paid has no invoice
Given HoldOrder order=O-2
| order | zh | en |
| O-2   | 订单 O-2 现为“已冻结”，这项业务只能对“已付款”的订单办理。请刷新后核对。 | Order O-2 is held; this can only be done to an order that is paid. Reload and check. |
