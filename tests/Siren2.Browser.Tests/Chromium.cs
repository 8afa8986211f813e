using Microsoft.Playwright;

namespace Siren2.Browser.Tests;

/// <summary>A headless Chromium of the system, shared by all tests.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    private const string PlayAtOnce = """
        const poll = () => {
          if (typeof player !== "undefined" && player?.transport) {
            const { transport } = player;
            if (!window.pressed) {
              window.pressed = true;
              document.getElementById("play").click();
            }
            if (transport.output && !window.analyzer) {
              window.analyzer = transport.output.context.createAnalyser();
              transport.output.connect(window.analyzer);
            }
            const samples = new Float32Array(2048);
            window.analyzer?.getFloatTimeDomainData(samples);
            if (samples.some(x => Math.abs(x) > 1e-4)) {
              window.firstSound = performance.now();
              return;
            }
          }
          setTimeout(poll, 1);
        };
        poll();
        """;

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async Task InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(
            new() { ExecutablePath = Find(), Args = ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"] });
    }

    /// <summary>Opens a report in a window of its own, and waits until it is complete.</summary>
    /// <inheritdoc cref="BeginAsync" path="/param"/>
    public async Task<BrowserPage> OpenAsync(string file, int width = 1000, ColorScheme scheme = ColorScheme.Light, bool touch = false)
    {
        BrowserPage page = await BeginAsync(file, width, scheme, touch);
        await page.WaitAsync("player.stage.isComplete");
        return page;
    }

    /// <summary>Opens a report in a window of its own; nothing may be asked of a network, and nothing may go wrong in the page.</summary>
    /// <param name="file">The report.</param>
    /// <param name="width">The window's width in pixels.</param>
    /// <param name="scheme">Light or dark.</param>
    /// <param name="touch">Whether the screen can be touched.</param>
    /// <param name="play">Whether to press "play" at once, and to note in <c>firstSound</c> when it sounds, in milliseconds from opening.</param>
    public async Task<BrowserPage> BeginAsync(
        string file, int width = 1000, ColorScheme scheme = ColorScheme.Light, bool touch = false, bool play = false)
    {
        IBrowserContext context = await _browser!.NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = 800 },
            ColorScheme = scheme,
            HasTouch = touch,
            Offline = true,
        });
        IPage page = await context.NewPageAsync();
        var troubles = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                troubles.Add(message.Text);
            }
        };
        page.PageError += (_, error) => troubles.Add(error);
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith("file:", StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal))
            {
                troubles.Add("asked for " + request.Url);
            }
        };
        if (play)
        {
            await page.AddInitScriptAsync(PlayAtOnce);
        }

        _ = await page.GotoAsync(new Uri(file).AbsoluteUri);
        return new BrowserPage(page, troubles);
    }

    public async Task DisposeAsync()
    {
        await (_browser?.DisposeAsync() ?? ValueTask.CompletedTask);
        _playwright?.Dispose();
    }

    private static string Find()
    {
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return folders.SelectMany(folder => Names, Path.Combine).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException("These tests need Chromium on the PATH; with Debian: apt-get install chromium");
    }
}

/// <summary>A page that is open, and what went wrong in it so far.</summary>
public sealed record BrowserPage(IPage Page, IReadOnlyList<string> Troubles)
{
    /// <summary>Waits until a condition holds; polls from outside, since the page's policy forbids scripts that are not its own.</summary>
    public async Task WaitAsync(string condition, int milliseconds = 30_000)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        while (!await Page.EvaluateAsync<bool>(condition))
        {
            Assert.True(clock.ElapsedMilliseconds < milliseconds, $"waited in vain for {condition}; {string.Join("; ", Troubles)}");
            await Task.Delay(20);
        }
    }

    /// <summary>A number of the page's script.</summary>
    public Task<double> NumberAsync(string expression) => Page.EvaluateAsync<double>(expression);

    /// <summary>A place in the picture, as fractions from its left and its bottom, in pixels of the window.</summary>
    public async Task<(float X, float Y)> PlaceAsync(double x, double y)
    {
        double[] place = await Page.EvaluateAsync<double[]>($$"""
            (() => {
              const box = byId("stage").getBoundingClientRect(), area = player.stage.areas.picture;
              return [box.left + area.left + {{x}} * area.width, box.top + area.top + (1 - {{y}}) * area.height];
            })()
            """);
        return ((float)place[0], (float)place[1]);
    }
}
