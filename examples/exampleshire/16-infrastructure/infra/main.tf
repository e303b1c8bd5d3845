terraform {
  backend "s3" {
    bucket = "terraform-state-exampleshire-live"
    key    = "forms/terraform.tfstate"
    region = "eu-west-2"
  }
}

provider "aws" {
  region              = "eu-west-2"
  allowed_account_ids = ["${made-up:AWS_ACCOUNT}"]
}

resource "aws_db_instance" "forms" {
  identifier             = "exampleshire-forms-live"
  engine                 = "sqlserver-web"
  instance_class         = "db.t3.small"
  allocated_storage      = 40
  username               = "forms_master"
  password               = var.master_password
  db_subnet_group_name   = "exampleshire-live"
  vpc_security_group_ids = [aws_security_group.office.id]
}

resource "aws_security_group" "office" {
  name   = "exampleshire-office"
  vpc_id = "vpc-${made-up:VPC}"

  ingress {
    description = "Council House and the depot"
    from_port   = 1433
    to_port     = 1433
    protocol    = "tcp"
    cidr_blocks = var.office_ranges
  }
}

resource "aws_sns_topic_subscription" "alarms" {
  topic_arn = "arn:aws:sns:eu-west-2:${made-up:AWS_ACCOUNT}:forms-alarms"
  protocol  = "email"
  endpoint  = var.alarm_mailbox
}
