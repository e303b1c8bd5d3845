# Copies the build to both web servers and starts the site again.
param(
    [string]$Build = "\\exfs01.ad.exampleshire.gov.uk\Builds$\Forms\latest"
)

$servers = "exweb01.ad.exampleshire.gov.uk", "exweb02.ad.exampleshire.gov.uk"
$password = ConvertTo-SecureString "${made-up:SERVICE_ACCOUNT}" -AsPlainText -Force
$credential = New-Object System.Management.Automation.PSCredential("EXDC\svc-forms", $password)

foreach ($server in $servers) {
    Copy-Item -Path "$Build\*" -Destination "\\$server\Sites$\Forms" -Recurse -Force
    Invoke-Command -ComputerName $server -Credential $credential -ScriptBlock { Restart-WebAppPool -Name "Forms" }
}

Send-MailMessage -SmtpServer "exsmtp1.ad.exampleshire.gov.uk" -From "deploy@exampleshire.gov.uk" `
    -To "tom.hartley@exampleshire.gov.uk" -Subject "Forms deployed from $Build"
