using System.Numerics.Tensors;
using MathNet.Numerics;
using MathNet.Numerics.LinearRegression;

namespace Siren2.MissingBand;

/// <summary>
/// What the band that a low-rate clip lacks is likely to hold: the expected logarithm of its power, per frame and bin,
/// extrapolated from the band that is known, without any learning.
/// </summary>
/// <remarks>
/// <para>A line through the clip's mean log power over log frequency, fitted to the two upper octaves of the known band, goes
/// on into the missing band from the level at its edge, with a slope drawn towards what most recordings have. Each frame
/// lies above or below it by as much as the frame's level at the edge departs from the clip's, times
/// <see cref="DepartureShare"/>: loud frames regress to the mean. The result is not below the quantization noise of 16 bits, unless the
/// frame's known band is.</para>
/// <para>It is the mean of the logarithm, e^−γ or 2.5 dB below the logarithm of the mean for noise: the constant that a
/// distance of log spectra is least to. All levels scale with the square of the signal as long as they are above the two
/// floors, and with the energy of the window, so the transform that they are seen through does not matter.</para>
/// </remarks>
internal sealed class MissingBandEnvelope
{
    /// <summary>Known bins below which there is too little to draw a line through.</summary>
    public const int FewestKnownBins = 16;

    /// <summary>How many octaves of the known band the line is fitted to.</summary>
    private const double FittedOctaves = 2;

    /// <summary>How many octaves below its end stand for the level at the edge.</summary>
    private const double EdgeOctaves = 0.35;

    /// <summary>Where the known band ends, relative to its Nyquist frequency: decimators roll off above.</summary>
    private const double KnownEnd = 0.94;

    /// <summary>−14 dB an octave, in nepers of power: the slope of most recordings.</summary>
    private const double UsualSlope = -1.4 * Constants.Ln10;

    /// <summary>Weight of the clip's own slope against <see cref="UsualSlope"/>.</summary>
    private const double SlopeConfidence = 0.6;

    /// <summary>How much of a frame's departure from the clip's level at the edge carries into the missing band.</summary>
    private const double DepartureShare = 0.8;

    /// <summary>Variance of noise (−119 dB) below which a frame counts as digital silence, in which nothing is missing.</summary>
    private const double SilenceVariance = 1.3e-12;

    /// <summary>e^−γ·step²/12, the log-mean level of 16-bit quantization noise, with a step of 2⁻¹⁵.</summary>
    private const double QuantizationVariance = 0.5614594835668851 / 12 / (1 << 15) / (1 << 15);

    private const double NegligiblePower = 1e-30;

    private readonly float[] _logPower;

    private MissingBandEnvelope(int frames, int firstBin, int bins)
    {
        Frames = frames;
        FirstBin = firstBin;
        Bins = bins;
        _logPower = new float[frames * bins];
        _logPower.AsSpan().Fill((float)Math.Log(NegligiblePower));
    }

    public int Frames { get; }

    /// <summary>The first bin that lies wholly above the known band.</summary>
    public int FirstBin { get; }

    /// <summary>Missing bins: <see cref="FirstBin"/> and those above it.</summary>
    public int Bins { get; }

    /// <summary>Natural logarithm of the power, <c>[frames, missing bins]</c>; that of 1e−30 where nothing is missing.</summary>
    public ReadOnlySpan<float> LogPower => _logPower;

    /// <summary>Extrapolates the power of a short-time spectrum.</summary>
    /// <param name="power">Squared magnitudes, <c>[frames, all bins]</c>; those below <paramref name="firstBin"/> are read.</param>
    /// <param name="frames">Frames, at least 1.</param>
    /// <param name="firstBin">The first missing bin. Below <see cref="FewestKnownBins"/> nothing is extrapolated.</param>
    /// <param name="windowEnergy">Σw² of the transform's window.</param>
    public static MissingBandEnvelope Extrapolate(ReadOnlySpan<float> power, int frames, int firstBin, double windowEnergy)
    {
        int allBins = power.Length / frames;
        var envelope = new MissingBandEnvelope(frames, firstBin, Math.Max(0, allBins - firstBin));
        if (firstBin < FewestKnownBins || envelope.Bins == 0)
        {
            return envelope;
        }

        var band = new FittedBand(firstBin);
        double silence = SilenceVariance * windowEnergy;
        double[] edge = new double[frames];
        double[] activity = new double[frames];
        double[] spectrum = new double[band.Length];
        for (int frame = 0; frame < frames; frame++)
        {
            double[] logPower = band.LogPower(power.Slice(frame * allBins, allBins), silence);
            edge[frame] = TensorPrimitives.Average<double>(logPower.AsSpan(band.Edge));
            double level = Math.Max(Math.Exp(edge[frame]) - silence, 0);
            activity[frame] = level / (level + silence);
            TensorPrimitives.MultiplyAdd(logPower, activity[frame], spectrum, spectrum);
        }

        double active = TensorPrimitives.Sum(activity);
        if (active >= 1e-3)
        {
            TensorPrimitives.Divide(spectrum, active, spectrum);
            double[] line = band.Continue(spectrum, envelope.Bins);
            double meanEdge = TensorPrimitives.Dot(activity, edge) / active;
            envelope.Fill(line, edge, activity, meanEdge, QuantizationVariance * windowEnergy);
        }

        return envelope;
    }

    private void Fill(double[] line, double[] edge, double[] activity, double meanEdge, double floor)
    {
        for (int frame = 0; frame < Frames; frame++)
        {
            double level = meanEdge + (DepartureShare * (edge[frame] - meanEdge));
            Span<float> row = _logPower.AsSpan(frame * Bins, Bins);
            for (int bin = 0; bin < Bins; bin++)
            {
                row[bin] = (float)Math.Log((activity[frame] * (Math.Exp(level + line[bin]) + floor)) + NegligiblePower);
            }
        }
    }

    /// <summary>The bins of the known band that the line is fitted to.</summary>
    private readonly struct FittedBand
    {
        private readonly int _firstBin;
        private readonly int _lowest;

        public FittedBand(int firstBin)
        {
            _firstBin = firstBin;
            _lowest = Math.Max(2, (int)Math.Round(firstBin * Math.Pow(2, -FittedOctaves)));
            Length = (int)(firstBin * KnownEnd) - _lowest;
            Edge = (int)Math.Round(firstBin * Math.Pow(2, -EdgeOctaves)) - _lowest;
        }

        public int Length { get; }

        /// <summary>Where the edge begins, among the bins of this band.</summary>
        public int Edge { get; }

        public double[] LogPower(ReadOnlySpan<float> power, double silence)
        {
            double[] result = new double[Length];
            TensorPrimitives.ConvertChecked(power.Slice(_lowest, Length), result);
            TensorPrimitives.Add(result, silence, result);
            TensorPrimitives.Log(result, result);
            return result;
        }

        /// <summary>What the line through a log spectrum adds in the missing bins to the level at the edge.</summary>
        public double[] Continue(double[] spectrum, int bins)
        {
            double[] octaves = Octaves(_lowest, Length);
            (_, double clipSlope) = SimpleRegression.Fit(octaves, spectrum);
            double slope = UsualSlope + (SlopeConfidence * (clipSlope - UsualSlope));
            double center = TensorPrimitives.Average<double>(octaves.AsSpan(Edge));
            return Array.ConvertAll(Octaves(_firstBin, bins), octave => slope * (octave - center));
        }

        /// <summary>Distance in octaves of consecutive bins from the first missing one.</summary>
        private double[] Octaves(int from, int count)
        {
            double[] octaves = new double[count];
            for (int i = 0; i < count; i++)
            {
                octaves[i] = Math.Log2((double)(from + i) / _firstBin);
            }

            return octaves;
        }
    }
}
