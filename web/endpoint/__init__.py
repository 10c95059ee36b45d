"""The query endpoint and its editor: the protocol, results, permalinks."""
