# Whether a plot may enter the reserve (R1, step 1): every condition of the methodology and the scheme.

Given OpenPlotFile

Rule: a plot that meets them all goes on to be measured
| checks | on | after |
| pass   | 2026-11-23 | A step=measurement screened=True entries=1,2 |

Rule: one that fails, or of which something is not known, does not
| checks                | after |
| pass, b:fail          | A step=screening screened=False |
| pass, additionality:unknown | A step=screening screened=False |

Rule: … and can be screened again, with another outline
Given ScreenPlot checks='pass, c:fail'
| outline | after |
|         | A step=measurement screened=True outline=aaaa entries=1,2,3 |
| bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb | A step=measurement outline=bbbb |

Rule: every condition has its verdict, once and in order
| checks           | zh | en |
| b:pass           | 地块 A 的符合性评价应逐条给出全部 14 项结论（符合、不符合、待查）。请用评价表重新填写。 | The screening of plot A needs a verdict on each of the 14 conditions (met, not met, not known). Fill in the form again. |
| pass, b:perhaps  | 地块 A 的符合性评价应逐条给出全部 14 项结论（符合、不符合、待查）。请用评价表重新填写。 | The screening of plot A needs a verdict on each of the 14 conditions (met, not met, not known). Fill in the form again. |

Rule: what it went by is said as an address says it
| facts | zh | en |
| 张三  | 地块 A 的评价所依据的事实写法有误。请用评价表重新填写。 | The facts behind the screening of plot A are not written as the form writes them. Fill in the form again. |

Rule: a screening has been
| on         | zh | en |
| 2026-11-24 | “评价日期”2026-11-24 晚于今天（2026-11-23），尚未发生的不能记账。请改正。 | Day of screening: 2026-11-24 is after today (2026-11-23); what has not happened yet is not entered. Correct it. |

Rule: a plot that passed is not screened again without sending it back
Given ScreenPlot
| checks | zh | en |
| pass, b:fail | 地块 A 现在处于“碳计量监测”环节，这项业务只能在“地块选择”环节办理。请先办完前面的环节，或将档案退回。 | Plot A is in the step “Measurement”; this is done in the step “Screening”. Finish the steps before it, or send the file back. |

Rule: it has a file
| plot | zh | en |
| B    | 没有编号为 B 的地块档案。请核对编号，或先建档。 | There is no file of a plot B. Check the number, or open a file first. |
