using System;
using System.Net.Http;
using System.Net.Http.Headers;

namespace Exampleshire.Forms.Services
{
    public class CrmClient
    {
        // TODO Tom Hartley: ask the supplier for a token that ends.
        private const string Token = "${made-up:CRM_TOKEN}";

        private readonly HttpClient _client;

        public CrmClient(Uri address)
        {
            _client = new HttpClient { BaseAddress = address };
            _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        }
    }
}
