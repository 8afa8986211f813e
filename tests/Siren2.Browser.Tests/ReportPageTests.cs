using System.Text.Json;
using Microsoft.Playwright;
using Siren2.Cli.Tests;

namespace Siren2.Browser.Tests;

/// <summary>The page that <c>upsample --report</c> writes, in a browser.</summary>
public sealed class ReportPageTests(Chromium browser) : IClassFixture<Chromium>, IDisposable
{
    private const double Tone = 3000;
    private readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Players_load_sounds_of_the_right_length_and_the_same_loudness()
    {
        BrowserPage page = await browser.OpenAsync(Report(_folder.Clip("in.wav", 8_000, 12_000, channels: 2)));
        await page.Page.WaitForFunctionAsync("[...document.querySelectorAll('audio')].every(player => player.readyState === 4)");

        JsonElement sounds = (await page.Page.EvaluateAsync("""
            () => Promise.all([...document.querySelectorAll('audio')].map(async player => {
              const bytes = Uint8Array.from(atob(player.src.split(',')[1]), c => c.charCodeAt(0));
              const sound = await new OfflineAudioContext(1, 1, 48000).decodeAudioData(bytes.buffer);
              const samples = sound.getChannelData(0);
              return { name: player.ariaLabel, duration: player.duration, level: Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / samples.length) };
            }))
            """))!.Value;

        Assert.Equal(["input", "sinc", "blind"], sounds.EnumerateArray().Select(sound => sound.GetProperty("name").GetString()));
        double[] levels = [.. sounds.EnumerateArray().Select(sound => sound.GetProperty("level").GetDouble())];
        Assert.All(sounds.EnumerateArray(), sound => Assert.Equal(1.5, sound.GetProperty("duration").GetDouble(), 0.01));
        Assert.All(levels, level => Assert.InRange(level / levels[0], 0.98, 1.02));
        Assert.Empty(page.Troubles);
    }

    [Fact]
    public async Task Pictures_are_not_blank_and_the_result_fills_the_band_that_input_and_sinc_lack()
    {
        BrowserPage page = await browser.OpenAsync(Report(_folder.Clip("in.wav", 8_000, 12_000)));

        JsonElement pictures = (await page.Page.EvaluateAsync("""
            () => [...document.querySelectorAll('figure img')].map(picture => {
              const canvas = new OffscreenCanvas(picture.naturalWidth, picture.naturalHeight);
              const context = canvas.getContext('2d', { willReadFrequently: true });
              context.drawImage(picture, 0, 0);
              const mean = (top, height) => context.getImageData(0, top, canvas.width, height).data.reduce((sum, x, i) => i % 4 === 3 ? sum : sum + x, 0) / canvas.width / height;
              const colours = new Set(new Uint32Array(context.getImageData(0, 0, canvas.width, canvas.height).data.buffer));
              return { colours: colours.size, upper: mean(16, 64), lower: mean(144, 64) };
            })
            """))!.Value;

        JsonElement[] all = [.. pictures.EnumerateArray()];
        Assert.Equal(3, all.Length);
        Assert.All(all, picture => Assert.InRange(picture.GetProperty("colours").GetInt32(), 100, 256));
        double[] upper = [.. all.Select(picture => picture.GetProperty("upper").GetDouble())];
        Assert.All(all, picture => Assert.True(picture.GetProperty("lower").GetDouble() > 2 * upper[0]));
        Assert.True(upper[2] > 1.2 * Math.Max(upper[0], upper[1]), $"upper band: {string.Join(", ", upper)}");
        Assert.Empty(page.Troubles);
    }

    [Fact]
    public async Task Pointing_at_a_tone_tells_its_frequency_time_and_level()
    {
        BrowserPage page = await browser.OpenAsync(Report(_folder.Tone("in.wav", 8_000, 16_000, Tone, amplitude: 0.1)));
        ILocator figure = page.Page.Locator("figure").First;
        ILocator picture = figure.Locator("img");
        LocatorBoundingBoxResult box = (await picture.BoundingBoxAsync())!;

        // The picture ends at 8 kHz.
        await picture.HoverAsync(new() { Position = new() { X = box.Width / 2, Y = (float)(box.Height * (1 - (Tone / 8_000))) } });

        string text = await figure.Locator("output").InnerTextAsync();
        double[] numbers = [.. text.Replace("−", "-", StringComparison.Ordinal).Replace(",", "", StringComparison.Ordinal)
            .Split(' ', ':').Select(word => double.TryParse(word, System.Globalization.CultureInfo.InvariantCulture, out double number) ? number : double.NaN)
            .Where(double.IsFinite)];
        Assert.Equal(3, numbers.Length);
        Assert.InRange(numbers[0], Tone - 60, Tone + 60);
        Assert.InRange(numbers[1], 0.95, 1.05);
        Assert.InRange(numbers[2], -27, -18);
        Assert.True(await figure.Locator(".cross").IsVisibleAsync());
        Assert.Empty(page.Troubles);
    }

    [Fact]
    public async Task One_player_takes_over_where_another_was()
    {
        BrowserPage page = await browser.OpenAsync(Report(_folder.Clip("in.wav", 8_000, 16_000)));

        double place = await page.Page.EvaluateAsync<double>("""
            async () => {
              const [first, second] = document.querySelectorAll('audio');
              for (const player of [first, second]) player.muted = true;
              first.currentTime = 1.2;
              await first.play();
              await second.play();
              return first.paused ? second.currentTime : -1;
            }
            """);

        Assert.InRange(place, 1.15, 1.9);
        Assert.Empty(page.Troubles);
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task A_narrow_screen_holds_in_either_colour_scheme_and_the_button_changes_it(ColorScheme scheme)
    {
        BrowserPage page = await browser.OpenAsync(
            Report(_folder.Clip("a-rather-long-name-of-a-file-that-has-no-space-in-it-anywhere.wav", 8_000, 8_000)), width: 360, scheme);

        Assert.Equal(360, await page.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        double before = await Lightness();
        Assert.Equal(scheme == ColorScheme.Light, before > 128);
        await page.Page.Locator("#theme").ClickAsync();
        Assert.NotEqual(before > 128, await Lightness() > 128);
        Assert.Empty(page.Troubles);

        Task<double> Lightness() => page.Page.EvaluateAsync<double>(
            "Number(getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0])");
    }

    [Fact]
    public async Task A_guided_page_says_so_first_and_shows_the_original()
    {
        string input = _folder.Clip("in.wav", 8_000, 4_000);
        string file = Report(input, "--reference", _folder.Clip("ref.wav", 16_000, 8_000));
        BrowserPage page = await browser.OpenAsync(file);

        Assert.Equal("GUIDED", await page.Page.Locator("h1 .mode").InnerTextAsync());
        Assert.Contains("Not super-resolution", await page.Page.Locator("body > p").First.InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal(["input", "sinc", "guided", "original"], await page.Page.Locator("figcaption strong").AllInnerTextsAsync());
        Assert.DoesNotContain("blind", await page.Page.Locator("body").InnerTextAsync(), StringComparison.OrdinalIgnoreCase);
        Assert.Empty(page.Troubles);
    }

    private string Report(string input, params string[] more)
    {
        string report = _folder.PathOf("report.html");
        CliRun run = CliRun.Of(["upsample", input, _folder.PathOf("out.wav"), "--rate", "16000", "--preset", "fast", "--report", report, .. more]);
        Assert.Equal("", run.Error);
        return report;
    }
}
