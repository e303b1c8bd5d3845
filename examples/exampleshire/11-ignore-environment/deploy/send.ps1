# Sends the parking reminders of the day.
$templateId = "${made-up:NOTIFY_TEMPLATE_BOOKING}"
$notifyApiKey = $env:NOTIFY_API_KEY

Import-Module "\\exfs01.ad.exampleshire.gov.uk\Scripts$\Notify.psm1"
Import-Csv "\\exfs01.ad.exampleshire.gov.uk\Parking\reminders.csv" | ForEach-Object {
    Send-NotifyEmail -ApiKey $notifyApiKey -TemplateId $templateId -To $_.Email
}
