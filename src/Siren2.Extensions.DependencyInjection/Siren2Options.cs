namespace Siren2.Extensions.DependencyInjection;

/// <summary>
/// What an application says of its <see cref="Upsampler"/> in configuration or code. It is turned into <see cref="UpsamplerOptions"/> when the host
/// starts, and refused there with the name and value of what is wrong.
/// </summary>
/// <example>
/// <code>
/// builder.Services.AddSiren2(options =&gt; options.Change(upsampler =&gt; upsampler with
/// {
///     Blind = upsampler.Blind with { LevelModel = LineModel.Default },
/// }));
/// </code>
/// </example>
public sealed class Siren2Options
{
    /// <summary>Where these options stand in a configuration by convention: the section "Siren2".</summary>
    public const string SectionName = "Siren2";

    private Func<UpsamplerOptions, UpsamplerOptions>? _change;

    /// <summary>The preset to start from. Default <see cref="Siren2Preset.Balanced"/>.</summary>
    public Siren2Preset Preset { get; set; } = Siren2Preset.Balanced;

    /// <summary>See <see cref="UpsamplerOptions.Detail"/>: from 0 to 1. Null, the default, for the preset's.</summary>
    public double? Detail { get; set; }

    /// <summary>See <see cref="UpsamplerOptions.Seed"/>. Null, the default, for the preset's.</summary>
    public int? Seed { get; set; }

    /// <summary>See <see cref="UpsamplerOptions.MaxDegreeOfParallelism"/>: at least 1. Null, the default, for one thread per processor.</summary>
    public int? MaxDegreeOfParallelism { get; set; }

    /// <summary>See <see cref="UpsamplerOptions.Bandwidth"/>: hertz, from <see cref="UpsamplerOptions.LowestBandwidth"/>. Null, the default, to look for it in each clip.</summary>
    public double? Bandwidth { get; set; }

    /// <summary>See <see cref="UpsamplerOptions.OnCancellation"/>. Null, the default, for the preset's.</summary>
    public CancellationBehavior? OnCancellation { get; set; }

    /// <summary>
    /// Changes what configuration cannot say: networks, losses, checkpoints, models of a host's own. Called with all of the above applied; several
    /// changes are made in order.
    /// </summary>
    /// <param name="change">Gives the changed options.</param>
    /// <exception cref="ArgumentNullException"><paramref name="change"/> is null.</exception>
    public void Change(Func<UpsamplerOptions, UpsamplerOptions> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        Func<UpsamplerOptions, UpsamplerOptions>? before = _change;
        _change = before is null ? change : options => change(before(options));
    }

    /// <summary>The options of an <see cref="Upsampler"/>.</summary>
    /// <exception cref="ArgumentException">A value is out of range; the message names it.</exception>
    public UpsamplerOptions ToUpsamplerOptions()
    {
        UpsamplerOptions preset = Preset switch
        {
            Siren2Preset.Fast => UpsamplerOptions.Fast,
            Siren2Preset.Balanced => UpsamplerOptions.Balanced,
            Siren2Preset.Best => UpsamplerOptions.Best,
            _ => throw new ArgumentOutOfRangeException(nameof(Preset), Preset, "The preset must be Fast, Balanced or Best."),
        };
        UpsamplerOptions options = preset with
        {
            Detail = Detail ?? preset.Detail,
            Seed = Seed ?? preset.Seed,
            MaxDegreeOfParallelism = MaxDegreeOfParallelism ?? preset.MaxDegreeOfParallelism,
            Bandwidth = Bandwidth ?? preset.Bandwidth,
            OnCancellation = OnCancellation ?? preset.OnCancellation,
        };
        return _change?.Invoke(options) ?? options;
    }
}
