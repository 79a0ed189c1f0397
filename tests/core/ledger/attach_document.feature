# A document belongs to a thing of the books: the journal holds its hash, the store its bytes.
Given StoreLot
Given HoldOrder

Rule: to anything that is in the books
| about | name  | kind        | media | after |
| lot   | A-L1  | measurement | pdf   | A-L1 documents=measurement:pdf:1000 |
| plot  | A     | photo       | jpg   | A documents=photo:jpg:1000 |
| order | O-1   | invoice     | ofd   | O-1 documents=invoice:ofd:1000 |

Rule: … and to nothing else
| about  | name | zh | en |
| lot    | A-L9 | 没有编号为 A-L9 的储备批次，文件无处可附。请核对编号。 | There is no lot A-L9 to attach a document to. Check its number. |
| person | A-L1 | 文件不能附在“person”上。请从业务页面的“文件”处上传。 | A document cannot be attached to “person”. Upload it under “Documents” of a thing on the desk. |

Rule: up to 20 MB
| size     | after |
| 1        | A-L1 documents=measurement:pdf:1 |
| 20000000 | A-L1 documents=measurement:pdf:20000000 |

Rule: … neither nothing nor more
| size     | zh | en |
| 0        | 文件为 0 字节，应大于 0 且不超过 20000000 字节（20 兆）。空文件请重新导出；过大的请压缩扫描件或分成几份再传。 | The file has 0 bytes; it must have more than 0 and no more than 20000000 (20 MB). Export an empty one anew; scan one that is too large smaller or split it. |
| 20000001 | 文件为 20000001 字节，应大于 0 且不超过 20000000 字节（20 兆）。空文件请重新导出；过大的请压缩扫描件或分成几份再传。 | The file has 20000001 bytes; it must have more than 0 and no more than 20000000 (20 MB). Export an empty one anew; scan one that is too large smaller or split it. |

Rule: no archive, nothing that may hold a program, no kind we do not know
| media | kind  | zh | en |
| zip   |       | 不接收“zip”格式的文件，可以上传：pdf、ofd、jpg、png、docx、xlsx、csv、geojson。请另存为其中一种后再传。 | Files of the form “zip” are not taken; these are: pdf, ofd, jpg, png, docx, xlsx, csv, geojson. Save it as one of them and upload it again. |
| doc   |       | 不接收“doc”格式的文件，可以上传：pdf、ofd、jpg、png、docx、xlsx、csv、geojson。请另存为其中一种后再传。 | Files of the form “doc” are not taken; these are: pdf, ofd, jpg, png, docx, xlsx, csv, geojson. Save it as one of them and upload it again. |
|       | novel | 文件类别“novel”不在范围内。请从列表中选择。 | “novel” is no known kind of document. Choose one from the list. |

Rule: its hash is one
| sha256 | zh | en |
| ABC    | 文件的校验值“ABC”不是六十四位十六进制数。请重新上传。 | “ABC” is not a hash of sixty-four hexadecimal digits. Upload the file again. |

Rule: another one to the same thing, the same one to another thing
Given AttachDocument
| name | about | sha256 | after |
| A-L1 | lot   | bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb | A-L1 documents=measurement:pdf:1000,measurement:pdf:1000 |
| A    | plot  |  | A documents=measurement:pdf:1000; A-L1 documents=measurement:pdf:1000 |

Rule: … but the same bytes once at a thing
Given AttachDocument
| kind  | zh | en |
| photo | 储备批次 A-L1 已附有内容完全相同的文件（第 3 号记录），不必重复上传。请核对是否选错了文件。 | The very same file is attached to lot A-L1 already (entry 3). Check whether you chose the right file. |

Rule: … until it was removed
Given AttachDocument
Given RemoveDocument
| kind  | after |
| photo | A-L1 documents=photo:pdf:1000 |

Rule: reviewer and planner bring documents as well as the registrar
| role     | after |
| reviewer | A-L1 documents=measurement:pdf:1000 |
| planner  | A-L1 documents=measurement:pdf:1000 |

Rule: … nobody else
| role   | zh | en |
| system | “系统”无权办理这项业务。请由有权的岗位办理。 | The role “system” may not do this. Ask somebody who may. |
