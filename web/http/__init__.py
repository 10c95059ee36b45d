"""What every answer goes by: negotiation, headers, problems, formats, proxies."""
