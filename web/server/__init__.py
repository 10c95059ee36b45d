"""The processes of a server: connections, the short way for plain queries, accounts, health."""
