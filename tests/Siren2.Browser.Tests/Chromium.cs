using Microsoft.Playwright;

namespace Siren2.Browser.Tests;

/// <summary>A headless Chromium of the system, shared by all tests.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async Task InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Find(), Args = ["--no-sandbox"] });
    }

    /// <summary>Opens a file in a window of its own; nothing may be asked of a network, and nothing may go wrong in the page.</summary>
    public async Task<BrowserPage> OpenAsync(string file, int width = 1000, ColorScheme scheme = ColorScheme.Light)
    {
        IBrowserContext context = await _browser!.NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = 800 },
            ColorScheme = scheme,
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
public sealed record BrowserPage(IPage Page, IReadOnlyList<string> Troubles);
