using Siren2.Metrics;

namespace Siren2.Cli.Evaluation;

/// <summary>The figures of one clip, or of many.</summary>
internal sealed record ClipFigures
{
    /// <summary>Name of the clip's file.</summary>
    public required string File { get; init; }

    /// <summary>PSNR in dB with a peak of 1.</summary>
    public required double Psnr { get; init; }

    /// <summary>What the PSNR is above that of sinc, in dB.</summary>
    public required double PsnrChange { get; init; }

    /// <summary>Log-spectral distance, Hann window of 2048, hop 512, whole band.</summary>
    public required double Lsd { get; init; }

    /// <summary>The same of the missing band alone.</summary>
    public required double LsdMissingBand { get; init; }

    /// <summary>Log-spectral distance without a window, the definition of the original experiment.</summary>
    public required double LsdRectangular { get; init; }

    /// <summary>Log-spectral distance by the definition of AP-BWE.</summary>
    public required double LsdApBwe { get; init; }

    /// <summary>Errors of the missing band's level by class of frame, in dB.</summary>
    public required MissingBandLevelErrors? LevelErrors { get; init; }

    /// <summary>Rise of the missing band at the original's onsets, in dB.</summary>
    public required OnsetRise? OnsetRise { get; init; }

    /// <summary>Correlation of the missing band between channels; null for one channel.</summary>
    public required ChannelCorrelation? ChannelCorrelation { get; init; }

    /// <summary>Short-time objective intelligibility, 0 to 1; for speech.</summary>
    public required double Stoi { get; init; }

    /// <summary>Samples of the result beyond full scale, all channels together, which a file of integers would clip; of a mean, those of all clips.</summary>
    public required long ClippedSamples { get; init; }

    /// <summary>Wall-clock time of the work, in seconds.</summary>
    public required double Seconds { get; init; }

    /// <summary>Length of the clip, in seconds.</summary>
    public required double AudioSeconds { get; init; }

    /// <summary>Seconds of audio per second of work.</summary>
    public double TimesRealTime => AudioSeconds / Seconds;

    /// <summary>
    /// Whether the original is silent: figures of nothing are infinite or undefined, so the clip is in no mean, and not among the worst.
    /// </summary>
    public bool IsSilent { get; init; }

    /// <summary>What a blind fit expects to lose in PSNR, in dB; null otherwise.</summary>
    public double? EstimatedPsnrCost { get; init; }

    /// <summary>What it did lose in PSNR against sinc, in dB; negative where it gained, null where nothing was promised.</summary>
    public double? PsnrCost { get; init; }

    /// <summary>Judges a result.</summary>
    /// <param name="clip">What it was made from, and its reference.</param>
    /// <param name="result">What is judged.</param>
    /// <param name="time">How long it took.</param>
    /// <param name="sinc">The figures of interpolation; null where the result is interpolation itself.</param>
    /// <param name="estimatedCost">What it was expected to lose in PSNR, in dB; null where nobody said.</param>
    public static ClipFigures Of(TaskClip clip, AudioClip result, TimeSpan time, ClipFigures? sinc, double? estimatedCost = null)
    {
        AudioComparisonResult figures = AudioComparison.Compare(clip.Reference, result, clip.Input.SampleRate);
        return new ClipFigures
        {
            File = clip.File,
            Psnr = figures.Psnr,
            PsnrChange = sinc is null ? 0 : figures.Psnr - sinc.Psnr,
            Lsd = figures.LsdHann,
            LsdMissingBand = figures.MissingBandLsdHann ?? double.NaN,
            LsdRectangular = figures.LsdRectangular,
            LsdApBwe = figures.LsdApBwe,
            LevelErrors = figures.MissingBandLevelErrors,
            OnsetRise = figures.MissingBandOnsetRise,
            ChannelCorrelation = figures.MissingBandChannelCorrelation,
            Stoi = figures.Stoi,
            ClippedSamples = Enumerable.Range(0, result.ChannelCount).Sum(c => ClippedIn(result.Channel(c))),
            Seconds = time.TotalSeconds,
            AudioSeconds = clip.Reference.Duration.TotalSeconds,
            IsSilent = clip.Reference.Peak() == 0,
            EstimatedPsnrCost = estimatedCost,
            PsnrCost = estimatedCost is null ? null : sinc?.Psnr - figures.Psnr,
        };
    }

    private static long ClippedIn(ReadOnlySpan<float> samples)
    {
        long count = 0;
        foreach (float sample in samples)
        {
            count += Math.Abs(sample) > 1 ? 1 : 0;
        }

        return count;
    }

    /// <summary>Means over the clips that are not silent; each figure over those where it is finite.</summary>
    public static ClipFigures Mean(IReadOnlyList<ClipFigures> all)
    {
        ClipFigures[] clips = [.. all.Where(clip => !clip.IsSilent)];
        return new ClipFigures
        {
            File = $"mean of {clips.Length}",
            Psnr = MeanOf(clip => clip.Psnr),
            PsnrChange = MeanOf(clip => clip.PsnrChange),
            Lsd = MeanOf(clip => clip.Lsd),
            LsdMissingBand = MeanOf(clip => clip.LsdMissingBand),
            LsdRectangular = MeanOf(clip => clip.LsdRectangular),
            LsdApBwe = MeanOf(clip => clip.LsdApBwe),
            LevelErrors = new MissingBandLevelErrors
            {
                Pause = LevelOf(errors => errors.Pause),
                Bright = LevelOf(errors => errors.Bright),
                Other = LevelOf(errors => errors.Other),
            },
            OnsetRise = new OnsetRise
            {
                OnsetCount = clips.Sum(clip => clip.OnsetRise?.OnsetCount ?? 0),
                Reference = MeanOf(clip => clip.OnsetRise?.Reference ?? double.NaN),
                Estimate = MeanOf(clip => clip.OnsetRise?.Estimate ?? double.NaN),
            },
            ChannelCorrelation = clips.All(clip => clip.ChannelCorrelation is null) ? null : new ChannelCorrelation
            {
                Reference = MeanOf(clip => clip.ChannelCorrelation?.Reference ?? double.NaN),
                Estimate = MeanOf(clip => clip.ChannelCorrelation?.Estimate ?? double.NaN),
            },
            Stoi = MeanOf(clip => clip.Stoi),
            ClippedSamples = clips.Sum(clip => clip.ClippedSamples),
            Seconds = MeanOf(clip => clip.Seconds),
            AudioSeconds = MeanOf(clip => clip.AudioSeconds),
            EstimatedPsnrCost = clips.Average(clip => clip.EstimatedPsnrCost),
            PsnrCost = clips.Where(clip => clip.PsnrCost is double cost && double.IsFinite(cost)).Average(clip => clip.PsnrCost),
        };

        LevelError LevelOf(Func<MissingBandLevelErrors, LevelError> error) => new()
        {
            Share = MeanOf(clip => clip.LevelErrors is null ? double.NaN : error(clip.LevelErrors).Share),
            Bias = MeanOf(clip => clip.LevelErrors is null ? double.NaN : error(clip.LevelErrors).Bias),
            MeanAbsoluteError = MeanOf(clip => clip.LevelErrors is null ? double.NaN : error(clip.LevelErrors).MeanAbsoluteError),
        };

        double MeanOf(Func<ClipFigures, double> figure) => clips.Select(figure).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average();
    }
}
