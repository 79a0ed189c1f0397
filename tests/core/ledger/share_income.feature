# 收益分配: what a cancelled order brought in goes to collectives, company and costs, to the last fen.
# O-1: 10 t for CNY 151.50, 4 t from plot A (60.60) and 6 t from plot B (90.90).
Given StoreLot tonnes=4
Given StoreLot lot=B-L1 plot=B period_start=2025-02-01 period_end=2028-01-31
Given OpenPlotFile stored=yes township_zh=老城乡 group_zh=一组
Given OpenPlotFile plot=B stored=yes township_zh=物茂乡 group_zh=物茂乡二组
Given HoldOrder
Given RecordPayment

Rule: by tonnes to the lots, by each plot's agreement to the parties; the fen that are left to the largest remainders
Given AgreePlot number=X-A signed_on=2024-12-01 collective_share=0.605 company_share=0.25 cost_share=0.145
Given AgreePlot plot=B number=X-B signed_on=2024-12-01 collective_share=0.7 company_share=0.3 cost_share=0
Given CancelTonnes
| order | after |
| O-1   | O-1 status=cancelled shared=A-L1:老城乡·一组:36.66,A-L1:company:15.15,A-L1:costs:8.79,B-L1:物茂乡二组:63.63,B-L1:company:27.27; A-L1 cancelled=4.000 available=0.000 |

Rule: an agreement signed on the trade date counts
Given AgreePlot number=X-A signed_on=2026-11-23 collective_share=1 company_share=0 cost_share=0
Given AgreePlot plot=B number=X-B signed_on=2026-11-23 collective_share=1 company_share=0 cost_share=0
Given CancelTonnes
| order | after |
| O-1   | O-1 shared=A-L1:老城乡·一组:60.60,B-L1:物茂乡二组:90.90 |

Rule: … one signed later does not
Given AgreePlot number=X-A signed_on=2026-11-24 day=2026-11-24 at=2026-11-24T06:00:00 collective_share=1 company_share=0 cost_share=0
Given CancelTonnes day=2026-11-24 at=2026-11-24T06:00:00
| day        | at                  | zh | en |
| 2026-11-24 | 2026-11-24T06:00:00 | 地块 A 的协议 X-A 于 2026-11-24 签订，晚于订单 O-1 的交易日 2026-11-23，不能用来分配。请核对协议的签订日期，登记下单时有效的协议。 | Agreement X-A of plot A was signed on 2026-11-24, after the trade date 2026-11-23 of order O-1, and cannot share its income. Check the date, and record the agreement that was in force then. |

Rule: every plot needs its agreement
Given AgreePlot number=X-A signed_on=2024-12-01 collective_share=0.605 company_share=0.25 cost_share=0.145
Given CancelTonnes
| order | zh | en |
| O-1   | 订单 O-1 用到的地块 B 没有登记协议，不知道按什么比例分。请先在“地块”中为它建档并登记协议。 | Plot B, which order O-1 took tonnes from, has no agreement on record, so its shares are not known. Open its file under “Plots” and record the agreement first. |

Rule: only after cancellation
| order | zh | en |
| O-1   | 订单 O-1 现为“已付款”，核销之后才能分配收益。请先办理核销。 | Order O-1 is paid; its income is shared once its tonnes are cancelled. Cancel them first. |
| O-9   | 没有编号为 O-9 的订单。请核对编号。 | There is no order O-9. Check its number. |

Rule: not what was refunded
Given RefundOrder
| order | zh | en |
| O-1   | 订单 O-1 现为“已退款”，核销之后才能分配收益。请先办理核销。 | Order O-1 is refunded; its income is shared once its tonnes are cancelled. Cancel them first. |

Rule: nothing is not shared
Given HoldOrder order=O-2 owed_t=0.001 unit_price_cny=0.01 amount_cny=0.00
Given RecordPayment order=O-2 voucher=S-2 amount_cny=0.00
Given CancelTonnes order=O-2
| order | zh | en |
| O-2   | 订单 O-2 的金额为 0 元，没有收益可分。无需办理。 | Order O-2 brought in CNY 0; there is nothing to share and nothing to do. |

Rule: once
Given AgreePlot number=X-A signed_on=2024-12-01
Given AgreePlot plot=B number=X-B signed_on=2024-12-01
Given CancelTonnes
Given ShareIncome
| order | zh | en |
| O-1   | 订单 O-1 的收益已于 2026-11-23 分配，一笔订单只分配一次。有误的请先撤回原分配。 | The income of order O-1 was shared on 2026-11-23; an order is shared once. If it is wrong, undo it first. |

Rule: … and again after it was undone
Given AgreePlot number=X-A signed_on=2024-12-01 collective_share=1 company_share=0 cost_share=0
Given AgreePlot plot=B number=X-B signed_on=2024-12-01 collective_share=1 company_share=0 cost_share=0
Given CancelTonnes
Given ShareIncome
Given UndoSharing
| order | after |
| O-1   | O-1 shared=A-L1:老城乡·一组:60.60,B-L1:物茂乡二组:90.90 |
