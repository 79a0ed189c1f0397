# Collective and company agree on the plot and on the shares of its income (R1, step 3).

Given OpenPlotFile
Given ScreenPlot
Given MeasurePlot

Rule: the shares add up to 1
| collective_share | company_share | cost_share | mode | signed_on | after |
| 0.6              | 0.3           | 0.1        |      |           | A step=notice agreed=X-1 collective=0.6000 entries=1,2,3,4 |
| 1                | 0             | 0          | purchase | 2026-03-20 | A step=notice |
| 0.3333           | 0.3333        | 0.3334     |      |           | A step=notice |

Rule: … exactly
| collective_share | company_share | cost_share | zh | en |
| 0.6              | 0.3           | 0.1001     | 地块 A 的集体、公司、成本三项比例合计为 1.0001，应正好为 1（即 100 %）。请改正。 | The shares of collective, company and costs of plot A add up to 1.0001; they must be exactly 1 (100 %). Correct them. |
| 0.6              | 0.3           | 0          | 地块 A 的集体、公司、成本三项比例合计为 0.9，应正好为 1（即 100 %）。请改正。 | The shares of collective, company and costs of plot A add up to 0.9; they must be exactly 1 (100 %). Correct them. |

Rule: a share is a share
| collective_share | company_share | zh | en |
| 1.1              | -0.2          | 集体所占比例 写的是 1.1：应为 0 到 1 之间、最多四位小数的比例。请改正。 | Share of the collective says 1.1: it must be a share from 0 to 1 with at most four decimals. Correct it. |

Rule: joint development or outright purchase
| mode | zh | en |
| rent | “rent”不是可选的收储方式（地块 A）。请选联合开发或出资购买。 | “rent” is no way of taking plot A in. Choose joint development or outright purchase. |

Rule: on what was measured, and not in the future
| signed_on  | zh | en |
| 2026-03-19 | 地块 A 的协议签于 2026-03-19，早于计量日期 2026-03-20；协议应基于测算结果。请改正。 | The agreement of plot A was signed on 2026-03-19, before it was measured on 2026-03-20; it rests on what was measured. Correct the date. |
| 2026-11-24 | “签订日期”2026-11-24 晚于今天（2026-11-23），尚未发生的不能记账。请改正。 | Day of signing: 2026-11-24 is after today (2026-11-23); what has not happened yet is not entered. Correct it. |

Rule: an agreement's number is used once
Given AgreePlot
Given OpenPlotFile plot=B
Given ScreenPlot plot=B
Given MeasurePlot plot=B report=R-2
| plot | zh | en |
| B    | 协议 X-1 已用于地块 A，一个协议编号只用一次。请核对编号。 | Agreement X-1 was used for plot A; a number is used once. Check it. |

Rule: a plot stored before there were files gets its agreement whenever it is entered
Given StoreLot lot=C-L1 plot=C
Given OpenPlotFile plot=C stored=yes
| plot | number | signed_on  | after |
| C    | X-2    | 2024-11-18 | C step=monitoring agreed=X-2 lots=C-L1 |

Rule: … once
Given StoreLot lot=C-L1 plot=C
Given OpenPlotFile plot=C stored=yes
Given AgreePlot plot=C number=X-2
| plot | number | zh | en |
| C    | X-3    | 地块 C 现在处于“后期监测”环节，这项业务只能在“协议签订”环节办理。请先办完前面的环节，或将档案退回。 | Plot C is in the step “Monitoring”; this is done in the step “Agreement”. Finish the steps before it, or send the file back. |
