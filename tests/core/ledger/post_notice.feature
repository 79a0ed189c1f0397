# After a legality review the plot is put up for public notice (R1, step 4).

Given OpenPlotFile
Given ScreenPlot
Given MeasurePlot
Given AgreePlot

Rule: at all three places, seven days at least, first and last included
| start      | end        | places | after |
| 2026-05-20 | 2026-05-31 |        | A step=listing notice=2026-05-31 open=0 entries=1,2,3,4,5 |
| 2026-05-20 | 2026-05-26 | village_group, township, village_committee | A step=listing notice=2026-05-26 |
| 2026-04-10 | 2026-12-31 |        | A step=listing notice=2026-12-31 |

Rule: … not shorter
| start      | end        | zh | en |
| 2026-05-20 | 2026-05-25 | 地块 A 的公示自 2026-05-20 起，至少到 2026-05-26 止；填写的 2026-05-25 过早。请延长。 | The notice of plot A that begins on 2026-05-20 runs to 2026-05-26 at least; 2026-05-25 is too early. Make it longer. |
| 2026-05-20 | 2026-05-19 | 地块 A 的公示自 2026-05-20 起，至少到 2026-05-26 止；填写的 2026-05-19 过早。请延长。 | The notice of plot A that begins on 2026-05-20 runs to 2026-05-26 at least; 2026-05-19 is too early. Make it longer. |

Rule: … nor at fewer places
| places                      | zh | en |
| township, village_committee | 地块 A 的公示须同时张贴在乡镇、村委会、村民小组三处，每处一次。请补全。 | The notice of plot A is put up at all three places: township, village committee and village group. Complete them. |
| township, township, village_committee | 地块 A 的公示须同时张贴在乡镇、村委会、村民小组三处，每处一次。请补全。 | The notice of plot A is put up at all three places: township, village committee and village group. Complete them. |

Rule: it comes after the agreement
| start      | zh | en |
| 2026-04-09 | 地块 A 的公示自 2026-04-09 起，早于协议签订日 2026-04-10；公示应在协议之后。请改正。 | The notice of plot A begins on 2026-04-09, before the agreement was signed on 2026-04-10. It comes after it: correct the date. |

Rule: only the reviewer gives notice
| role      | zh | en |
| registrar | “登记员”无权办理这项业务。请由有权的岗位办理。 | The role “registrar” may not do this. Ask somebody who may. |

Rule: one notice at a time
Given PostNotice
| review | zh | en |
| H-2    | 地块 A 现在处于“入库交易”环节，这项业务只能在“审核公示”环节办理。请先办完前面的环节，或将档案退回。 | Plot A is in the step “Listing”; this is done in the step “Public notice”. Finish the steps before it, or send the file back. |
