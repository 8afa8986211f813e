namespace Siren2.Cli.Experiment;

/// <summary>The figures of one clip.</summary>
/// <param name="File">Name of its file.</param>
/// <param name="Psnr">PSNR in dB with a peak of 1.</param>
/// <param name="PsnrChange">What the PSNR is above that of sinc, in dB.</param>
/// <param name="LsdRectangular">Log-spectral distance without a window, the experiment's definition.</param>
internal sealed record ExperimentFigures(string File, double Psnr, double PsnrChange, double LsdRectangular);

/// <summary>One row of the experiment's table.</summary>
/// <param name="Name">What is judged.</param>
/// <param name="Description">How it was made.</param>
/// <param name="Clips">Its figures, clip by clip.</param>
/// <param name="ParameterCount">Parameters of all networks; null where there are none.</param>
/// <param name="Steps">Steps taken, mean over the networks; null where there are none.</param>
/// <param name="Seconds">Wall-clock time over all clips; null where there are no networks.</param>
internal sealed record ExperimentRow(
    string Name,
    string Description,
    IReadOnlyList<ExperimentFigures> Clips,
    long? ParameterCount = null,
    double? Steps = null,
    double? Seconds = null)
{
    /// <summary>Means over the clips; each figure over the clips where it is finite.</summary>
    public ExperimentFigures Mean { get; } = new(
        $"mean of {Clips.Count}",
        MeanOf(Clips, clip => clip.Psnr),
        MeanOf(Clips, clip => clip.PsnrChange),
        MeanOf(Clips, clip => clip.LsdRectangular));

    /// <summary>The clip with the largest loss of PSNR against sinc, or the smallest gain.</summary>
    public ExperimentFigures WorstPsnrChange { get; } =
        Clips.MinBy(clip => double.IsNaN(clip.PsnrChange) ? double.PositiveInfinity : clip.PsnrChange)!;

    /// <summary>The clip with the highest log-spectral distance.</summary>
    public ExperimentFigures WorstLsd { get; } = Clips.MaxBy(clip => clip.LsdRectangular)!;

    private static double MeanOf(IEnumerable<ExperimentFigures> clips, Func<ExperimentFigures, double> figure) =>
        clips.Select(figure).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average();
}
