# A sharing is taken back as long as nothing of it was paid out.
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

Rule: with a reason
| reason           | after |
| 协议比例录入错误 | O-1 status=cancelled shared= |

Rule: … not without
| reason | zh | en |
| ""     | 这项业务须写明理由。请填写后再提交。 | This act needs a reason. Write one and send it again. |

Rule: not what was paid out
Given RecordPayout
| order | zh | en |
| O-1   | 订单 O-1 的收益已有款项于 2026-11-23 付出（凭据 F-1），分配不能撤回。付款登记有误的，请先撤销付款登记。 | Part of the income of order O-1 was paid out on 2026-11-23 (voucher F-1); its sharing cannot be undone. If that payout is wrong, undo the payout first. |

Rule: … until the payout was undone
Given RecordPayout
Given UndoPayout
| order | after |
| O-1   | O-1 shared= |

Rule: once
Given UndoSharing
| order | zh | en |
| O-1   | 订单 O-1 的收益还没有分配。请先分配，再办理这项业务。 | The income of order O-1 has not been shared. Share it first. |
