# What a village group or a party gets of an order was paid out. O-1: 老城乡·一组 36.66, company 15.15 + 27.27, costs 8.79.
Given StoreLot tonnes=4
Given StoreLot lot=B-L1 plot=B period_start=2025-02-01 period_end=2028-01-31
Given OpenPlotFile stored=yes township_zh=老城乡 group_zh=一组
Given OpenPlotFile plot=B stored=yes township_zh=物茂乡 group_zh=物茂乡二组
Given HoldOrder
Given RecordPayment
Given AgreePlot number=X-A signed_on=2024-12-01 collective_share=0.605 company_share=0.25 cost_share=0.145
Given AgreePlot plot=B number=X-B signed_on=2024-12-01 collective_share=0.7 company_share=0.3 cost_share=0
Given CancelTonnes
Given ShareIncome

Rule: a village group's part, or a party's over all lots
| party      | group_zh    | after |
| collective | 老城乡·一组 | O-1 paid=老城乡·一组:2026-11-23:F-1 |
| company    | ""         | O-1 paid=company:2026-11-23:F-1,company:2026-11-23:F-1 |

Rule: from the day it was shared to today
| paid_on    | day        | at                  | after |
| 2026-11-23 | 2026-11-30 | 2026-11-30T06:00:00 | O-1 paid=老城乡·一组:2026-11-23:F-1 |
| 2026-11-30 | 2026-11-30 | 2026-11-30T06:00:00 | O-1 paid=老城乡·一组:2026-11-30:F-1 |

Rule: … neither before nor after
| paid_on    | zh | en |
| 2026-11-22 | 订单 O-1 的付款日期 2026-11-22 应在 2026-11-23 至 2026-11-23 之间：不早于分配，也不晚于今天。请核对凭据。 | The payout of order O-1 on 2026-11-22 must lie between 2026-11-23 and 2026-11-23: not before the sharing, not after today. Check the voucher. |
| 2026-11-24 | 订单 O-1 的付款日期 2026-11-24 应在 2026-11-23 至 2026-11-23 之间：不早于分配，也不晚于今天。请核对凭据。 | The payout of order O-1 on 2026-11-24 must lie between 2026-11-23 and 2026-11-23: not before the sharing, not after today. Check the voucher. |

Rule: whoever has a part
| party      | group_zh    | zh | en |
| collective | 老城乡·九组 | 订单 O-1 的分配中没有“村集体 老城乡·九组”这一份。请从分配明细中选择。 | The sharing of order O-1 has no part for the collective 老城乡·九组. Choose one of its parts. |

Rule: with a voucher
| voucher          | zh | en |
| ""               | “付款凭据号”应为 1 至 60 个字，写成一行，不含控制字符。请改正后再提交。 | The number of the payout voucher needs 1 to 60 characters in one line, without control characters. Correct it and send it again. |

Rule: once
Given RecordPayout
| voucher | zh | en |
| F-2     | 订单 O-1 的这一份已于 2026-11-23 付出（凭据 F-1），不能重复登记。请核对凭据。 | This part of order O-1 was paid out on 2026-11-23 (voucher F-1); it is recorded once. Check the voucher. |

Rule: only what was shared
Given UndoSharing
| voucher | zh | en |
| F-1     | 订单 O-1 的收益还没有分配。请先分配，再办理这项业务。 | The income of order O-1 has not been shared. Share it first. |
