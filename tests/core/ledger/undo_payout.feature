# A payout was entered by mistake, or the money came back.
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
Given RecordPayout

Rule: it is to be paid again
| order | after |
| O-1   | O-1 paid= |

Rule: with a reason
| reason | zh | en |
| ""     | 这项业务须写明理由。请填写后再提交。 | This act needs a reason. Write one and send it again. |

Rule: only what was paid out
| party   | group_zh | zh | en |
| company | ""       | 订单 O-1 的这一份还没有付款登记，无需撤销。请刷新后核对。 | No payout is recorded for this part of order O-1; there is nothing to undo. Reload and check. |
