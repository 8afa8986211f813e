using Microsoft.Playwright;

namespace Siren2.Browser.Tests;

/// <summary>What a report's page shows, zoomed and pointed at, on wide screens and narrow ones.</summary>
public sealed class PictureTests(Chromium browser) : IClassFixture<Chromium>, IDisposable
{
    private const double Tone = 3000;

    /// <summary>
    /// Boxes of all texts without what lines have above and below their letters, in pairs of which one covers the other by more than a pixel, or alone
    /// where a box leaves the picture.
    /// </summary>
    private const string CoveredLabels = """
        (() => {
          const all = document.documentElement.getBoundingClientRect(), faults = [];
          const texts = [...document.querySelectorAll("text")].filter(text => text.textContent.trim());
          const boxes = texts.map(text => {
            const { left, right, top, bottom } = text.getBoundingClientRect(), inset = text.closest("[transform]") ? 0 : 0.2 * (bottom - top);
            return { left, right, top: top + inset, bottom: bottom - inset };
          });
          boxes.forEach((box, i) => {
            if (box.left < all.left - 1 || box.right > all.right + 1 || box.top < all.top - 1 || box.bottom > all.bottom + 1) faults.push(texts[i].textContent);
            for (let k = 0; k < i; k++) {
              const other = boxes[k], wide = Math.min(box.right, other.right) - Math.max(box.left, other.left);
              const tall = Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top);
              if (wide > 1 && tall > 1) faults.push(`${texts[k].textContent} | ${texts[i].textContent}`);
            }
          });
          return faults;
        })()
        """;

    private readonly ReportFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task The_result_fills_the_band_that_input_and_sinc_lack_and_the_added_band_is_that_alone()
    {
        BrowserPage page = await browser.OpenAsync(_files.Upsampled(_files.Folder.Clip("in.wav", 8_000, 12_000)));

        double[] upper = await LevelsAsync(0.9), lower = await LevelsAsync(0.4);

        // input, sinc, blind, added band; the picture's upper third is above 4 kHz.
        Assert.True(upper[2] > Math.Max(upper[0], upper[1]) + 10, string.Join(", ", upper));
        Assert.Equal(upper[2], upper[3], 3.0);
        Assert.True(lower[3] < lower[2] - 30, string.Join(", ", lower));
        Assert.Equal(4_000, await page.NumberAsync("player.settings.knownBand"), 1.0);
        Assert.Empty(page.Troubles);

        async Task<double[]> LevelsAsync(double y)
        {
            var levels = new List<double>();
            for (int key = 1; key <= 4; key++)
            {
                await page.Page.Keyboard.PressAsync($"{key}");
                levels.Add(await page.NumberAsync($"Math.max(...Array.from({{ length: 40 }}, (_, i) => player.stage.levelAt((i + 10.5) / "
                    + $"60, {y})))"));
            }

            return [.. levels];
        }
    }

    [Fact]
    public async Task The_curve_of_losses_stands_over_named_axes_whose_labels_are_where_the_values_are()
    {
        string input = _files.Folder.Clip("in.wav", 8_000, 4_000);
        BrowserPage page = await browser.OpenAsync(_files.Upsampled(input, "--reference", _files.Folder.Clip("ref.wav", 16_000, 8_000)));

        // By half a decade a step: every other value is at a label.
        await page.Page.EvaluateAsync("""
            () => {
              const canvas = document.getElementById("loss").getContext("2d");
              window.drawn = { texts: [], points: [] };
              canvas.fillText = (text, x, y) => drawn.texts.push({ text, x, y });
              canvas.lineTo = (x, y) => { if (canvas.lineWidth === 2) drawn.points.push({ x, y }); };
              drawLosses(document.getElementById("loss"), [1, 0.316227766, 0.1, 0.0316227766, 0.01]);
            }
            """);

        Assert.Equal(1, await page.NumberAsync("drawn.texts.filter(label => label.text === 'step').length"));
        Assert.Equal(1, await page.NumberAsync("drawn.texts.filter(label => label.text === 'loss, logarithmic').length"));
        Assert.Equal(5, await page.NumberAsync("drawn.points.length"));
        foreach ((string loss, int step) in ((string, int)[])[("1", 1), ("0.1", 3), ("0.01", 5)])
        {
            Assert.InRange(await page.NumberAsync($"drawn.texts.find(label => label.text === '{loss}' && label.x < 60).y - drawn.points[{step - 1}].y"), -0.5, 0.5);
            Assert.InRange(await page.NumberAsync($"drawn.texts.find(label => label.text === '{step}' && label.y > drawn.points[4].y).x - drawn.points[{step - 1}].x"), -14, 0.5);
        }

        Assert.Empty(page.Troubles);
    }

    [Fact]
    public async Task A_click_on_the_legend_hides_a_curve_and_shows_it_again_and_controls_say_what_they_do()
    {
        BrowserPage page = await browser.OpenAsync(_files.Upsampled(_files.Folder.Clip("in.wav", 8_000, 12_000)));
        ILocator curve = page.Page.Locator("#average-legend button").First;
        foreach (string state in new[] { "true", "false", "true" })
        {
            await page.WaitAsync($"document.querySelector('#average-legend button').getAttribute('aria-pressed') === '{state}'");
            await curve.ClickAsync();
        }

        Assert.Equal(0, await page.NumberAsync("[...document.querySelectorAll('#versions button, .settings label, .bar > button[id^=to-]')]"
            + ".filter(element => !element.title).length"));
        Assert.Empty(page.Troubles);
    }

    [Theory]
    [InlineData("linear")]
    [InlineData("mel")]
    [InlineData("logarithmic")]
    public async Task Pointing_at_a_tone_tells_its_frequency_time_and_level_on_any_scale(string scale)
    {
        BrowserPage page = await browser.OpenAsync(_files.Upsampled(_files.Folder.Tone("in.wav", 8_000, 16_000, Tone, amplitude: 0.1)));
        await page.Page.Locator("#scale").SelectOptionAsync(scale);
        await page.WaitAsync("player.stage.isComplete");
        double height = await page.NumberAsync($"player.view.yOf({Tone})");
        (float x, float y) = await page.PlaceAsync(0.5, height);

        await page.Page.Mouse.MoveAsync(x, y);

        string text = await page.Page.Locator("#readout").InnerTextAsync();
        double[] numbers = [.. text.Replace("−", "-", StringComparison.Ordinal).Replace(",", "", StringComparison.Ordinal)
            .Split(' ', ':').Select(
                word => double.TryParse(word, System.Globalization.CultureInfo.InvariantCulture, out double number) ? number : double.NaN)
            .Where(double.IsFinite)];
        Assert.Equal(3, numbers.Length);
        Assert.InRange(numbers[0], Tone - 60, Tone + 60);
        Assert.InRange(numbers[1], 0.95, 1.05);
        Assert.InRange(numbers[2], -22, -19);
        // The tone's color stands out against what is above it, in the picture as it is painted.
        Assert.True(await LightnessAsync(page, 0.5, height) > 100 + await LightnessAsync(page, 0.5, await page.NumberAsync("player.view.yOf(7000)")));
        Assert.Empty(page.Troubles);
    }

    [Fact]
    public async Task Wheel_and_keys_zoom_around_their_place_and_the_axis_zooms_to_a_band()
    {
        BrowserPage page = await browser.OpenAsync(_files.Tones(1000, 2500));
        (float x, float y) = await page.PlaceAsync(0.25, 0.5);
        await page.Page.Mouse.MoveAsync(x, y);
        await page.Page.Keyboard.DownAsync("Control");
        await page.Page.Mouse.WheelAsync(0, -500);
        await page.Page.Keyboard.UpAsync("Control");
        await page.WaitAsync("player.view.end - player.view.start < 2");
        Assert.Equal(1, await page.NumberAsync("player.view.timeAt(0.25)"), 0.02);

        await page.Page.Keyboard.PressAsync("f");
        Assert.Equal(4, await page.NumberAsync("player.view.end - player.view.start"), 1e-9);
        await page.Page.Keyboard.PressAsync("+");
        Assert.Equal(new double[] { 0, 2 }, await page.Page.EvaluateAsync<double[]>("[player.view.start, player.view.end]"));

        (float axis, float low) = await page.PlaceAsync(-0.02, await page.NumberAsync("player.view.yOf(2000)"));
        (_, float high) = await page.PlaceAsync(-0.02, await page.NumberAsync("player.view.yOf(5000)"));
        await page.Page.Mouse.MoveAsync(axis, low);
        await page.Page.Mouse.DownAsync();
        await page.Page.Mouse.MoveAsync(axis, high, new() { Steps = 5 });
        await page.Page.Mouse.UpAsync();
        Assert.Equal(2000, await page.NumberAsync("player.view.low"), 60.0);
        Assert.Equal(5000, await page.NumberAsync("player.view.high"), 60.0);
        await page.Page.Mouse.DblClickAsync(axis, low);
        Assert.Equal(new double[] { 0, 8000 }, await page.Page.EvaluateAsync<double[]>("[player.view.low, player.view.high]"));
        Assert.Empty(page.Troubles);
    }

    [Fact]
    public async Task Choices_of_size_range_and_colors_change_the_picture_and_are_shown()
    {
        BrowserPage page = await browser.OpenAsync(_files.Upsampled(_files.Folder.Clip("in.wav", 8_000, 8_000)));
        string before = await HashAsync();
        foreach ((string menu, string choice) in new[] { ("size", "2048"), ("range", "60"), ("colors", "paper"), ("top", "-40") })
        {
            string option = menu == "top" ? await page.Page.Locator("#top option").Last.GetAttributeAsync("value") ?? "" : choice;
            await page.Page.Locator("#" + menu).SelectOptionAsync(option);
            await page.WaitAsync("player.stage.isComplete");
            string after = await HashAsync();
            Assert.NotEqual(before, after);
            before = after;
        }

        Assert.Equal("Hann, 128.0 ms, 7.8 Hz apart", await page.Page.Locator("#window").InnerTextAsync());
        Assert.Empty(page.Troubles);

        Task<string> HashAsync() => page.Page.EvaluateAsync<string>(
            "(() => { player.stage.draw(); return byId('picture').toDataURL(); })()");
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task A_narrow_screen_holds_in_either_color_scheme_and_the_button_changes_it(ColorScheme scheme)
    {
        string input = _files.Folder.Clip("a-rather-long-name-of-a-file-that-has-no-space-in-it-anywhere.wav", 8_000, 8_000);
        BrowserPage page = await browser.OpenAsync(_files.Upsampled(input), width: 390, scheme);

        Assert.Equal(390, await page.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        double before = await Lightness();
        Assert.Equal(scheme == ColorScheme.Light, before > 128);
        Assert.Equal(scheme == ColorScheme.Dark, await page.NumberAsync("Number(inkOf('quiet').match(/\\d+/)[0])") > 128);
        await page.Page.Locator("#theme").ClickAsync();
        Assert.NotEqual(before > 128, await Lightness() > 128);
        Assert.Empty(page.Troubles);

        Task<double> Lightness() => page.NumberAsync("Number(getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0])");
    }

    [Theory]
    [InlineData(390)]
    [InlineData(1000)]
    public async Task Every_label_of_the_axes_fits_its_margin_and_none_covers_another(int width)
    {
        BrowserPage page = await browser.OpenAsync(_files.Upsampled(_files.Folder.Clip("in.wav", 8_000, 12_000)), width);
        string[] labels = await page.Page.EvaluateAsync<string[]>("""
            (() => {
              const drawn = [], prototype = CanvasRenderingContext2D.prototype, original = prototype.fillText, { wave, picture } = player.stage.areas;
              prototype.fillText = function (text, x, y) {
                if (this.textAlign === "right" && x < picture.left) drawn.push({ text, left: x - this.measureText(text).width, y, inWave: y < wave.top + wave.height });
                original.call(this, text, x, y);
              };
              player.stage.draw();
              prototype.fillText = original;
              drawn.sort((a, b) => a.y - b.y);
              const bad = drawn.filter((label, i) => label.left < 0 || i > 0 && label.y - drawn[i - 1].y < 10);
              return [bad.map(label => label.text).join(), ...drawn.filter(label => label.inWave).map(label => label.text)];
            })()
            """);

        Assert.Equal("", labels[0]);
        Assert.Equal(["−∞", "dB"], labels[^2..]);
        Assert.Matches(@"^(−?\d+|0)$", labels[1]);
        Assert.Empty(page.Troubles);
    }

    [Fact]
    public async Task No_label_of_the_documents_pictures_covers_another_or_leaves_its_picture()
    {
        string[] pictures = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Docs"), "*.svg", SearchOption.AllDirectories);
        Assert.InRange(pictures.Length, 4, 100);
        BrowserPage page = await browser.BeginAsync(pictures[0]);
        foreach (string picture in pictures)
        {
            await page.Page.GotoAsync(new Uri(picture).AbsoluteUri);
            Assert.InRange(await page.NumberAsync("document.querySelectorAll('text').length"), 1, 1000);
            string[] covered = await page.Page.EvaluateAsync<string[]>(CoveredLabels);
            Assert.True(covered.Length == 0, $"{picture}: {string.Join(", ", covered)}");
        }
    }

    [Fact]
    public async Task By_touch_a_tap_seeks_a_finger_selects_and_two_fingers_zoom()
    {
        BrowserPage page = await browser.OpenAsync(_files.Tones(1000, 2500), width: 390, touch: true);
        await page.Page.Locator("#stage").ScrollIntoViewIfNeededAsync();
        ICDPSession fingers = await page.Page.Context.NewCDPSessionAsync(page.Page);
        (float x, float y) = await page.PlaceAsync(0.5, 0.5);
        await page.Page.Touchscreen.TapAsync(x, y);
        Assert.Equal(2, await page.NumberAsync("player.transport.position"), 0.05);

        await TouchAsync("touchStart", 0.2);
        await TouchAsync("touchMove", 0.3);
        await TouchAsync("touchMove", 0.4);
        await TouchAsync("touchEnd");
        Assert.Equal(0.8, await page.NumberAsync("player.transport.selection.start"), 0.1);
        Assert.Equal(1.6, await page.NumberAsync("player.transport.selection.end"), 0.1);

        await TouchAsync("touchStart", 0.4, 0.6);
        await TouchAsync("touchMove", 0.3, 0.7);
        await TouchAsync("touchMove", 0.2, 0.8);
        await TouchAsync("touchEnd");
        Assert.Equal(4.0 / 3, await page.NumberAsync("player.view.end - player.view.start"), 0.1);
        Assert.Equal(2, await page.NumberAsync("player.view.timeAt(0.5)"), 0.1);
        Assert.Empty(page.Troubles);

        async Task TouchAsync(string type, params double[] places)
        {
            var points = new List<object>();
            foreach (double place in places)
            {
                (float px, float py) = await page.PlaceAsync(place, 0.5);
                points.Add(new Dictionary<string, object> { ["x"] = px, ["y"] = py, ["id"] = points.Count });
            }

            _ = await fingers.SendAsync("Input.dispatchTouchEvent", new Dictionary<string, object> { ["type"] = type, ["touchPoints"] = points });
        }
    }

    /// <summary>The largest sum of red, green and blue within a pixel of a place of the picture.</summary>
    private static Task<double> LightnessAsync(BrowserPage page, double x, double y) => page.NumberAsync($$"""
        (() => {
          const canvas = byId("picture"), ratio = canvas.width / canvas.clientWidth, area = player.stage.areas.picture;
          const at = [area.left + {{x}} * area.width, area.top + (1 - {{y}}) * area.height].map(value => Math.round(value * ratio));
          const copy = new OffscreenCanvas(1, 3).getContext("2d", { willReadFrequently: true });
          copy.drawImage(canvas, at[0], at[1] - 1, 1, 3, 0, 0, 1, 3);
          const { data } = copy.getImageData(0, 0, 1, 3);
          return Math.max(...[0, 4, 8].map(i => data[i] + data[i + 1] + data[i + 2]));
        })()
        """);
}
