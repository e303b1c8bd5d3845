using System;
using Exampleshire.Forms.Services;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Exampleshire.Forms
{
    public class Startup
    {
        // Used when appsettings.json is not found, which happens on EXWEB02.
        private const string Fallback =
            "Server=exsql01.ad.exampleshire.gov.uk;Database=Forms;User Id=forms_api;Password=${made-up:API_SQL};";

        public Startup(IConfiguration configuration) => Configuration = configuration;

        public IConfiguration Configuration { get; }

        public void ConfigureServices(IServiceCollection services)
        {
            var connection = Configuration.GetConnectionString("Forms") ?? Fallback;
            services.AddSingleton(new CrmClient(new Uri("https://crm-int.exampleshire.gov.uk/api/v2/")));
            services.AddCors(options => options.AddDefaultPolicy(policy =>
                policy.WithOrigins("https://www.exampleshire.gov.uk", "https://forms-test.exampleshire.gov.uk")));
            services.AddFormsDatabase(connection);
        }

        public void Configure(IApplicationBuilder app)
        {
            app.UseCors();
            app.UseRouting();
            app.UseEndpoints(endpoints => endpoints.MapControllers());
        }
    }
}
