using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Siren2.Extensions.DependencyInjection;
using WebApi;

namespace Siren2.WebApi.Tests;

/// <summary>The service on a free port of this machine, and a client of it.</summary>
internal sealed class Running : IAsyncDisposable
{
    private readonly WebApplication _service;

    private Running(WebApplication service)
    {
        _service = service;
        Client = new HttpClient { BaseAddress = new Uri(service.Urls.Single()), Timeout = TimeSpan.FromSeconds(60) };
    }

    public HttpClient Client { get; }

    public IFitQueue Queue => _service.Services.GetRequiredService<IFitQueue>();

    /// <summary>Starts the service with settings as on its command line.</summary>
    /// <param name="settings">The settings, <c>--Limits:Seconds=1</c>.</param>
    /// <param name="isEndless">Whether its fits would take hours.</param>
    public static async Task<Running> Start(bool isEndless = false, params string[] settings)
    {
        WebApplication service = Service.Create(["--urls=http://127.0.0.1:0", .. settings], builder =>
        {
            builder.Logging.ClearProviders();
            if (isEndless)
            {
                builder.Services.Configure<Siren2Options>(options => options.Change(own => own with
                {
                    Blind = new() { Texture = null, Fit = new() { StepCount = 1_000_000 } },
                }));
            }
        });
        await service.StartAsync();
        return new Running(service);
    }

    public async Task<HttpResponseMessage> Post(
        byte[] body, string query = "?rate=16000", string type = "audio/wav", bool isChunked = false, CancellationToken cancellationToken = default)
    {
        using var bytes = new PipedBytes(body);
        using HttpContent content = isChunked ? new StreamContent(bytes) : new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        return await Client.PostAsync(new Uri("/upsample" + query, UriKind.Relative), content, cancellationToken);
    }

    public Task Stop() => _service.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _service.DisposeAsync();
    }

    /// <summary>Bytes whose number is not known beforehand.</summary>
    private sealed class PipedBytes(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
