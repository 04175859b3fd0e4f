"""clientbook («Клиентская книга»): run a B2B client department from its Excel register."""
