# A plot is offered for the reserve and gets a file (R1, step 1).

Rule: a new plot waits for its screening
| area_hm2 | planted_on | outline | after |
| 12.5     | 2020-06-18 |         | A step=screening area=12.5000 outline=aaaa lots= entries=1 |
| 0.0001   | 2026-11-23 | ""      | A step=screening area=0.0001 outline= |

Rule: a plot that was stored before there were files keeps its lots
Given StoreLot
Given StoreLot lot=A-L2
| stored | after |
| yes    | A step=monitoring lots=A-L1,A-L2 entries=3 |

Rule: … and is not opened as a new one
Given StoreLot
| stored | zh | en |
| no     | 地块 A 已有 1 笔入库的储备。请按“已入库”建档，或核对编号。 | Plot A has lots in the reserve already: 1. Open it as stored, or check the number. |

Rule: … nor a new one as stored
| stored | zh | en |
| yes    | 地块 A 在储备中没有入库量，不能按“已入库”建档。请去掉“已入库”，从符合性评价办起。 | Plot A has no lots in the reserve, so it cannot be opened as stored. Open it as a new plot, beginning with the screening. |

Rule: illustrative lots and files go together
Given StoreLot
| stored | demo | zh | en |
| yes    | yes  | 地块 A 的档案与储备须同为演示或同为正式。请核对编号。 | The file and the lots of plot A must both be illustrative or both real. Check the number. |

Rule: a number stands for one plot
Given OpenPlotFile
| zh | en |
| 地块 A 已建档，编号不能重复使用。请换编号。 | Plot A has a file already; a number stands for one plot. Take another number. |

Rule: the area is hm² to four decimals, a day of planting has been, an outline is known by its fingerprint
| area_hm2 | planted_on | outline | zh | en |
| 0        |            |         | 地块 A 的面积 0 无法记账：须大于 0、不超过 1000000 hm²，小数不超过四位。请改正。 | The area 0 of plot A cannot be entered: more than 0, at most 1000000 hm², no more than four decimals. Correct it. |
| 1.00001  |            |         | 地块 A 的面积 1.00001 无法记账：须大于 0、不超过 1000000 hm²，小数不超过四位。请改正。 | The area 1.00001 of plot A cannot be entered: more than 0, at most 1000000 hm², no more than four decimals. Correct it. |
| 1000000.0001 |        |         | 地块 A 的面积 1000000.0001 无法记账：须大于 0、不超过 1000000 hm²，小数不超过四位。请改正。 | The area 1000000.0001 of plot A cannot be entered: more than 0, at most 1000000 hm², no more than four decimals. Correct it. |
|          | 2026-11-24 |         | “造林日期”2026-11-24 晚于今天（2026-11-23），尚未发生的不能记账。请改正。 | Day of planting: 2026-11-24 is after today (2026-11-23); what has not happened yet is not entered. Correct it. |
|          |            | abc     | “abc”不是地块边界的指纹。请重新上传边界文件。 | “abc” is not the fingerprint of an outline. Upload the outline again. |

Rule: only the registrar opens files
| role   | zh | en |
| public | “公众”无权办理这项业务。请由有权的岗位办理。 | The role “public” may not do this. Ask somebody who may. |
