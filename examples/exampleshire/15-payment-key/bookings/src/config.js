export const config = {
  councilName: "Exampleshire District Council",
  councilWebsite: "https://www.exampleshire.gov.uk",
  contactEmail: "recycling@exampleshire.gov.uk",
  addressLookup: "http://exgis01:8085/LocatorHub/rest/match",
  mapService: "https://maps.exampleshire.gov.uk/arcgis/rest/services/Waste/MapServer",
  mapKey: "${made-up:MAP_KEY}",
  notifyTemplateId: "${made-up:NOTIFY_TEMPLATE_BOOKING}",
  payApiKey: process.env.PAY_API_KEY ?? "",
  site: "Exampleham recycling centre",
  slots: ["09:00", "10:00", "11:00", "14:00", "15:00"],
};
