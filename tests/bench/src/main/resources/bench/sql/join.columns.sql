  account STRING NOT NULL,
  city STRING,
  amount DECIMAL(38, 2),
  PRIMARY KEY (account) NOT ENFORCED
