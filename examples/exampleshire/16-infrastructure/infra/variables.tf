variable "master_password" {
  type      = string
  sensitive = true
}

variable "office_ranges" {
  type = list(string)
}

variable "alarm_mailbox" {
  type = string
}

variable "subnet_ids" {
  type = list(string)
}
