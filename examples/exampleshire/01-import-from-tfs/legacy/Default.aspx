<%@ Page Language="C#" Title="Forms" %>
<h1>Exampleshire District Council: forms</h1>
<p>Staff: see <a href="http://exintranet/digital/forms">the intranet</a> for the list of forms.</p>
<p>Something wrong? Ring the contact centre on ${made-up:SWITCHBOARD} or write to
  <a href="mailto:digital.forms@exampleshire.gov.uk">digital.forms@exampleshire.gov.uk</a>.</p>
<p><a href="https://www.exampleshire.gov.uk/privacy">Privacy</a>
  <a href="https://www.gov.uk/find-local-council">Other councils</a></p>
