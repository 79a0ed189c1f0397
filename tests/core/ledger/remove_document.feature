# A document was the wrong one: its bytes may go, that it was there stays written.
Given StoreLot
Given AttachDocument

Rule: it is no longer among the documents
| name | after |
| A-L1 | A-L1 documents= |

Rule: with a reason
| reason | zh | en |
| ""     | 这项业务须写明理由。请填写后再提交。 | This act needs a reason. Write one and send it again. |

Rule: only what is there
| name | sha256 | zh | en |
| A-L9 |  | A-L9 没有这份文件（校验值 aaaaaaaaaaaa…），或已被移除。请刷新后核对。 | A-L9 has no such document (hash aaaaaaaaaaaa…), or it was removed. Reload and check. |
| A-L1 | bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb | A-L1 没有这份文件（校验值 bbbbbbbbbbbb…），或已被移除。请刷新后核对。 | A-L1 has no such document (hash bbbbbbbbbbbb…), or it was removed. Reload and check. |

Rule: once
Given RemoveDocument
| name | zh | en |
| A-L1 | A-L1 没有这份文件（校验值 aaaaaaaaaaaa…），或已被移除。请刷新后核对。 | A-L1 has no such document (hash aaaaaaaaaaaa…), or it was removed. Reload and check. |
