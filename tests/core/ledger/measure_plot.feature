# A third party measures the removals of one neutrality period (R1, step 2).

Given OpenPlotFile
Given ScreenPlot

Rule: the report gives removals within their interval, by one or both institutes of the rule
| removals_t | low_t  | high_t  | institute | after |
| 100        | 90     | 110     |           | A step=agreement removals=100.000 entries=1,2,3 |
| 100        | 100    | 100     | 楚雄州碳汇研究院 | A step=agreement removals=100.000 |

Rule: … never outside it
| removals_t | low_t   | high_t | zh | en |
| 100        | 100.001 | 110    | 清除量 100 t 应在其区间 100.001 至 110 t 之内。请核对报告。 | The removals of 100 t must lie within their interval, 100.001 to 110 t. Check the report. |
| 110.001    | 90      | 110    | 清除量 110.001 t 应在其区间 90 至 110 t 之内。请核对报告。 | The removals of 110.001 t must lie within their interval, 90 to 110 t. Check the report. |

Rule: … nor by anybody else
| institute | zh | en |
| 某某咨询公司 | “某某咨询公司”不在可出具报告的机构之内：云南省农业科学院国际农业研究所、楚雄州碳汇研究院。请改选。 | “某某咨询公司” is not among the institutes whose reports count: 云南省农业科学院国际农业研究所、楚雄州碳汇研究院. Choose again. |
| 楚雄州碳汇研究院、楚雄州碳汇研究院 | “楚雄州碳汇研究院、楚雄州碳汇研究院”不在可出具报告的机构之内：云南省农业科学院国际农业研究所、楚雄州碳汇研究院。请改选。 | “楚雄州碳汇研究院、楚雄州碳汇研究院” is not among the institutes whose reports count: 云南省农业科学院国际农业研究所、楚雄州碳汇研究院. Choose again. |

Rule: at least sixteen different standards
| standards | zh | en |
| S1,S2,S3,S4,S5,S6,S7,S8,S9,S10,S11,S12,S13,S14,S15 | 核算报告只列出 15 项不同的标准，应不少于 16 项，且不重复。请补全。 | The report names 15 different standards; it needs at least 16, each once. Complete them. |
| S1,S2,S3,S4,S5,S6,S7,S8,S9,S10,S11,S12,S13,S14,S15,S16,S16 | 核算报告只列出 16 项不同的标准，应不少于 16 项，且不重复。请补全。 | The report names 16 different standards; it needs at least 16, each once. Complete them. |

Rule: a report is used once, however its number is spelled
Given MeasurePlot
Given OpenPlotFile plot=B
Given ScreenPlot plot=B
| plot | report | after |
| B    | R-1-2  | B step=agreement; A step=agreement |

Rule: … not for a second plot
Given MeasurePlot
Given OpenPlotFile plot=B
Given ScreenPlot plot=B
| plot | report | zh | en |
| B    | r-1    | 核算报告 r-1 已用于地块 A，一份报告编号只用一次。多个地块共用一份报告的，请加地块序号，如 r-1-2。 | Report r-1 was used for plot A; a number is used once. Where one report covers several plots, add the plot's own number, as in r-1-2. |

Rule: it was measured after planting and not in the future
| measured_on | zh | en |
| 2020-06-17  | 地块 A 的计量日期 2020-06-17 早于造林日期 2020-06-18。请改正。 | Plot A was measured on 2020-06-17, before it was planted on 2020-06-18. Correct it. |
| 2026-11-24  | “计量日期”2026-11-24 晚于今天（2026-11-23），尚未发生的不能记账。请改正。 | Day of measuring: 2026-11-24 is after today (2026-11-23); what has not happened yet is not entered. Correct it. |

Rule: only after the screening, and once
Given MeasurePlot
| report | zh | en |
| R-2    | 地块 A 现在处于“协议签订”环节，这项业务只能在“碳计量监测”环节办理。请先办完前面的环节，或将档案退回。 | Plot A is in the step “Agreement”; this is done in the step “Measurement”. Finish the steps before it, or send the file back. |
