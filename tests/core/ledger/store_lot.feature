# Tonnes of a plot enter the reserve (R1).

Rule: a lot enters with its tonnes, all of them available
| tonnes | after |
| 100    | A-L1 stored=100.000 available=100.000 held=0 cancelled=0 batch=2025-1 |
| 0.001  | A-L1 stored=0.001 available=0.001 |

Rule: there is something to store, to 0.001 t
| tonnes    | zh | en |
| 0         | “入库量”填写的 0 无法记账：须在 0.001 至 1000000000 之间，小数不超过三位。请改正后再提交。 | The tonnes stored: 0 cannot be entered in the books. Give 0.001 to 1000000000, with no more than three decimals. |
| -1        | “入库量”填写的 -1 无法记账：须在 0.001 至 1000000000 之间，小数不超过三位。请改正后再提交。 | The tonnes stored: -1 cannot be entered in the books. Give 0.001 to 1000000000, with no more than three decimals. |
| 1.0005    | “入库量”填写的 1.0005 无法记账：须在 0.001 至 1000000000 之间，小数不超过三位。请改正后再提交。 | The tonnes stored: 1.0005 cannot be entered in the books. Give 0.001 to 1000000000, with no more than three decimals. |
| 1000000000.001 | “入库量”填写的 1000000000.001 无法记账：须在 0.001 至 1000000000 之间，小数不超过三位。请改正后再提交。 | The tonnes stored: 1000000000.001 cannot be entered in the books. Give 0.001 to 1000000000, with no more than three decimals. |
| NaN       | “入库量”填写的 NaN 无法记账：须在 0.001 至 1000000000 之间，小数不超过三位。请改正后再提交。 | The tonnes stored: NaN cannot be entered in the books. Give 0.001 to 1000000000, with no more than three decimals. |

Rule: nothing enters before its public notice ended (invariant 5); the last day of the notice still belongs to it
| notice_end | after |
| 2026-11-22 | A-L1 available=100.000 |

Rule: … and not on that day
| notice_end | zh | en |
| 2026-11-23 | 储备 A-L1 的公示到 2026-11-23 才结束，公示期内不得入库。请在次日以后办理。 | The public notice of lot A-L1 runs to 2026-11-23; nothing is stored before it ended. Store it on a later day. |

Rule: … nor while an objection is open
| open_objections | zh | en |
| 1 | 储备 A-L1 尚有 1 条异议未办结，不得入库。请先答复并办结异议。 | Open objections to lot A-L1: 1. Nothing is stored while one is open. Answer and close them first. |

Rule: a lot is accounted for one neutrality period, both days included
| period_start | period_end | after |
| 2025-01-01   | 2027-12-31 | A-L1 period_end=2027-12-31 |
| 2025-06-18   | 2028-06-17 | A-L1 period_end=2028-06-17 |
| 2024-02-29   | 2027-02-28 | A-L1 period_end=2027-02-28 |

Rule: … no longer and no shorter
| period_start | period_end | zh | en |
| 2025-01-01   | 2028-01-01 | 储备 A-L1 的中和期为 3 年，自 2025-01-01 起应至 2027-12-31 止。请改正起止日期。 | The neutrality period of lot A-L1 is 3 years: from 2025-01-01 to 2027-12-31. Correct the dates. |
| 2025-01-01   | 2027-12-30 | 储备 A-L1 的中和期为 3 年，自 2025-01-01 起应至 2027-12-31 止。请改正起止日期。 | The neutrality period of lot A-L1 is 3 years: from 2025-01-01 to 2027-12-31. Correct the dates. |

Rule: a name stands for one lot
Given StoreLot
| lot  | after |
| B-L1 | A-L1 available=100.000; B-L1 available=100.000 |

Rule: … and never for two
Given StoreLot
| lot  | zh | en |
| A-L1 | 储备 A-L1 已经入库，不能重复入库。请换编号；原记录有误的请办理更正。 | Lot A-L1 is stored already. Take another name, or correct the earlier entry if it is wrong. |

Rule: names are one line of text
| lot | zh | en |
| " " | “储备编号”应为 1 至 60 个字，写成一行，不含控制字符。请改正后再提交。 | The lot's name needs 1 to 60 characters in one line, without control characters. Correct it and send it again. |

Rule: only the registrar stores
| role    | zh | en |
| planner | “规划员”无权办理这项业务。请由有权的岗位办理。 | The role “planner” may not do this. Ask somebody who may. |
| public  | “公众”无权办理这项业务。请由有权的岗位办理。 | The role “public” may not do this. Ask somebody who may. |

Rule: the journal does not go back in time; two acts may share a moment
Given StoreLot
| lot  | at                  | after |
| B-L1 | 2026-11-23T06:00:00 | B-L1 available=100.000 |

Rule: … a clock set back is noticed
Given StoreLot
| lot  | at                  | zh | en |
| B-L1 | 2026-11-23T05:59:59 | 本机时间 2026-11-23T05:59:59.000Z 早于上一条记录的时间 2026-11-23T06:00:00.000Z，时钟可能被调回。请校准时钟后再办理。 | The clock says 2026-11-23T05:59:59.000Z, before the last entry at 2026-11-23T06:00:00.000Z; it may have been set back. Set it right and try again. |

Rule: a plot with a file is stored by it: after its notice, within what was measured
Given OpenPlotFile
Given ScreenPlot
Given MeasurePlot
Given AgreePlot
Given PostNotice
| tonnes | after |
| 100    | A-L1 stored=100.000; A step=monitoring lots=A-L1 entries=1,2,3,4,5,6 |

Rule: … not beyond it, in one lot or in several
Given OpenPlotFile
Given ScreenPlot
Given MeasurePlot
Given AgreePlot
Given PostNotice
Given StoreLot tonnes=60
| lot  | tonnes | zh | en |
| A-L2 | 40.001 | 地块 A 拟入库 40.001 t，加上按这次计量已入库的 60 t，超过核算量 100 t。请减少；下一期须重新计量。 | 40.001 t of plot A and the 60 t listed on this measurement are more than the 100 t that were measured. List less; a further period is measured anew. |

Rule: … to the last kilogramme
Given OpenPlotFile
Given ScreenPlot
Given MeasurePlot
Given AgreePlot
Given PostNotice
Given StoreLot tonnes=60
| lot  | tonnes | after |
| A-L2 | 40     | A lots=A-L1,A-L2 |

Rule: … nor again what burned
Given OpenPlotFile
Given ScreenPlot
Given MeasurePlot
Given AgreePlot
Given PostNotice
Given StoreLot tonnes=60
Given ReverseLot lost_t=60
| lot  | tonnes | zh | en |
| A-L2 | 60     | 地块 A 拟入库 60 t，加上按这次计量已入库的 60 t，超过核算量 100 t。请减少；下一期须重新计量。 | 60 t of plot A and the 60 t listed on this measurement are more than the 100 t that were measured. List less; a further period is measured anew. |

Rule: … not before its notice is given
Given OpenPlotFile
Given ScreenPlot
Given MeasurePlot
Given AgreePlot
| tonnes | zh | en |
| 100    | 地块 A 现在处于“审核公示”环节，这项业务只能在“入库交易”环节办理。请先办完前面的环节，或将档案退回。 | Plot A is in the step “Public notice”; this is done in the step “Listing”. Finish the steps before it, or send the file back. |

Rule: … nor by another day than that of the notice
Given OpenPlotFile
Given ScreenPlot
Given MeasurePlot
Given AgreePlot
Given PostNotice end=2026-12-31
| notice_end | zh | en |
| 2026-05-31 | 地块 A 的公示到 2026-12-31 止，与填写的 2026-05-31 不符。请按档案办理。 | The notice of plot A ends on 2026-12-31, not on 2026-05-31. Go by its file. |
| 2026-12-31 | 储备 A-L1 的公示到 2026-12-31 才结束，公示期内不得入库。请在次日以后办理。 | The public notice of lot A-L1 runs to 2026-12-31; nothing is stored before it ended. Store it on a later day. |

Rule: … nor while an objection is open
Given OpenPlotFile
Given ScreenPlot
Given MeasurePlot
Given AgreePlot
Given PostNotice
Given RaiseObjection
| tonnes | zh | en |
| 100    | 储备 A-L1 尚有 1 条异议未办结，不得入库。请先答复并办结异议。 | Open objections to lot A-L1: 1. Nothing is stored while one is open. Answer and close them first. |

Rule: … nor after one was upheld
Given OpenPlotFile
Given ScreenPlot
Given MeasurePlot
Given AgreePlot
Given PostNotice
Given RaiseObjection
Given AnswerObjection upheld=yes
| tonnes | zh | en |
| 100    | 地块 A 的公示有异议成立，不能入库。请将档案退回相应环节，改正后重新公示。 | An objection to plot A was upheld, so nothing is stored on this notice. Send the file back, put it right and give notice again. |

Rule: … nor without an outline, for a period that is over, or as illustrative
Given OpenPlotFile outline=
Given ScreenPlot
Given MeasurePlot
Given AgreePlot
Given PostNotice
| period_start | period_end | demo | zh | en |
|              |            |      | 地块 A 没有边界，入库后公众无法查看位置。请退回“地块选择”，补传边界。 | Plot A has no outline, so nobody could see where it lies. Send it back to the screening and add one. |
| 2022-01-01   | 2024-12-31 |      | 地块 A 的中和期到 2024-12-31 已结束，不能再入库。请核对中和期。 | The neutrality period of plot A ended on 2024-12-31; nothing more is stored for it. Check the period. |
|              |            | yes  | 地块 A 的档案与储备须同为演示或同为正式。请核对编号。 | The file and the lots of plot A must both be illustrative or both real. Check the number. |

Rule: a further period needs a measurement and a notice of its own, and does not overlap the one before
Given OpenPlotFile
Given ScreenPlot
Given MeasurePlot
Given AgreePlot
Given PostNotice
Given StoreLot
Given SettleLot day=2028-01-10 at=2028-01-10T06:00:00
Given RenewPlot day=2028-01-10 at=2028-01-10T06:01:00
Given MeasurePlot report=R-2 measured_on=2028-01-05 removals_t=60 low_t=50 high_t=70 day=2028-01-12 at=2028-01-12T06:00:00
Given PostNotice start=2028-01-13 end=2028-02-13 day=2028-01-12 at=2028-01-12T06:01:00
| lot  | tonnes | notice_end | period_start | period_end | day        | at                  | after |
| A-L2 | 60     | 2028-02-13 | 2028-01-01   | 2030-12-31 | 2028-02-14 | 2028-02-14T06:00:00 | A step=monitoring lots=A-L1,A-L2; A-L2 available=60.000 |

Rule: … the old measurement does not carry a second lot
Given OpenPlotFile
Given ScreenPlot
Given MeasurePlot
Given AgreePlot
Given PostNotice
Given StoreLot
| lot  | period_start | period_end | tonnes | zh | en |
| A-L2 | 2028-01-01   | 2030-12-31 | 1      | 地块 A 拟入库 1 t，加上按这次计量已入库的 100 t，超过核算量 100 t。请减少；下一期须重新计量。 | 1 t of plot A and the 100 t listed on this measurement are more than the 100 t that were measured. List less; a further period is measured anew. |

Rule: … nor does the new one carry the old period
Given OpenPlotFile
Given ScreenPlot
Given MeasurePlot
Given AgreePlot
Given PostNotice
Given StoreLot
Given SettleLot day=2028-01-10 at=2028-01-10T06:00:00
Given RenewPlot day=2028-01-10 at=2028-01-10T06:01:00
Given MeasurePlot report=R-2 measured_on=2028-01-05 removals_t=60 low_t=50 high_t=70 day=2028-01-12 at=2028-01-12T06:00:00
Given PostNotice start=2028-01-13 end=2028-02-13 day=2028-01-12 at=2028-01-12T06:01:00
| lot  | tonnes | notice_end | period_start | period_end | day        | at                  | zh | en |
| A-L2 | 10     | 2028-02-13 | 2027-12-31   | 2030-12-30 | 2028-02-14 | 2028-02-14T06:00:00 | 地块 A 的上一期到 2027-12-31 止，新一期从 2027-12-31 起与它重叠。请改为次日以后开始。 | The period of plot A before this one ends on 2027-12-31; one from 2027-12-31 on overlaps it. Begin on a later day. |

Rule: where the rule asks for it, only from an approved batch
Given OpenPlotFile
Given ScreenPlot
Given MeasurePlot
Given AgreePlot
Given PostNotice
Given DecideBatch batch=2025-1
| batch  | batch_approval | after |
|        | required       | A-L1 batch=2025-1 |
| 2025-9 | advised        | A-L1 batch=2025-9 |

Rule: … no other
Given OpenPlotFile
Given ScreenPlot
Given MeasurePlot
Given AgreePlot
Given PostNotice
Given DecideBatch batch=2025-1
| batch  | batch_approval | zh | en |
| 2025-9 | required       | 地块 A 未经批准列入批次 2025-9，而规则要求先批准后入库。请先在“决策”登记批准，或核对批次名称。 | Plot A is not approved for batch 2025-9, and the rule wants approval before storing. Record the approval under Decisions, or check the name of the batch. |
