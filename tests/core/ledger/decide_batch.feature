# R14: a decision approves measured plots as a batch, by the measurements they have.
Given OpenPlotFile
Given ScreenPlot
Given MeasurePlot

Rule: plots that are measured and not stored yet
| plots | after |
| A, A  | YM-D-2026-0001 does=batch batch=2026-2:A:100.000 |

Rule: … others not
Given OpenPlotFile plot=B
| plots | zh | en |
| A, B  | 地块 B 没有可批准的计量：尚未计量，或已经入库。请只选已计量、未入库的地块。 | Plot B has no measurement to approve: it is not measured yet, or is in the reserve already. Choose plots that are measured and not stored. |
| ""    | 批次里没有地块。请至少选择一个已计量、未入库的地块。 | The batch has no plot. Choose at least one that is measured and not stored. |

Rule: … nor illustrative ones by a real decision
| demo | zh | en |
| yes  | 地块 A 的档案与储备须同为演示或同为正式。请核对编号。 | The file and the lots of plot A must both be illustrative or both real. Check the number. |

Rule: once, unless the decision replaces the one that did
Given DecideBatch
| replaces       | after |
| YM-D-2026-0001 | YM-D-2026-0002 does=batch; YM-D-2026-0001 replaced_by=YM-D-2026-0002 |

Rule: … not twice
Given DecideBatch
| zh | en |
| 地块 A 已由决策 YM-D-2026-0001 批准列入批次 2026-2。请不要重复批准，或写明取代该决策。 | Plot A was approved for batch 2026-2 by decision YM-D-2026-0001. Do not approve it twice, or replace that decision. |

Rule: another measurement needs another approval
Given DecideBatch
Given ReturnPlot step=measurement
Given MeasurePlot report=R-2 removals_t=90 low_t=80 high_t=100
| after |
| YM-D-2026-0002 batch=2026-2:A:90.000 |

Rule: taking it back approves nothing
Given DecideBatch
Given DecideBatch batch= replaces=YM-D-2026-0001
| after |
| YM-D-2026-0003 does=batch |
