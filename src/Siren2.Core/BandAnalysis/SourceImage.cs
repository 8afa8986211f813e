using System.Numerics;
using System.Numerics.Tensors;

namespace Siren2.BandAnalysis;

/// <summary>
/// Tells what a resampler has left of the mirror image above the Nyquist frequency of the rate that a clip came from: not from its level, but since an image
/// turns exactly against what it mirrors.
/// </summary>
/// <remarks>
/// A sampled signal holds with every component X(f) its conjugate at r − f, r its rate, and a resampler keeps some of that on either side of r/2. So the phase
/// of X(f) X(r − f), taken over frames, advances by r from start to start, and is otherwise the same in all of them; that of two components that have nothing
/// to do with each other is any.
/// </remarks>
internal static class SourceImage
{
    /// <summary>Samples of the source in a frame, frames at most, and at least.</summary>
    private const int SourceLength = 512;
    private const int MostFrames = 256;
    private const int LeastFrames = 24;

    /// <summary>Distances from the source's Nyquist frequency, in shares of it: beyond what a window lets leak, and within the transition of any resampler.</summary>
    private const double Nearest = 0.015;
    private const double Step = 0.0075;
    private const int Pairs = 12;

    /// <summary>
    /// Share of the frames' phases that have to agree. Of 522 clips with no image, or SoX's, one had more (0.62, brought from 8 kHz by SoX); of 258 with FFmpeg's
    /// or SciPy's, 16 had less, all of them lines in 16 bits with nothing next to 4 kHz that could be mirrored.
    /// </summary>
    private const double LeastAgreement = 0.52;

    /// <summary>The hole about a source's Nyquist frequency: bins on either side at least, and at most as a share of it, and by how much its two sides may differ.</summary>
    private const int LeastHole = 8;
    private const double LargestHole = 0.15;
    private const int EdgeTolerance = 2;

    /// <summary>By how much its edges stand out of it, and the band below, in nepers of power: 10 and 24 dB.</summary>
    private const double EdgeHeight = 2.3;
    private const double BandHeight = 5.5;

    /// <summary>Whether there is the image of a source.</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="sourceNyquist">In hertz: half the rate of the source.</param>
    /// <param name="goOn">Called before every frame is read; throws where the rest is not wanted. Null for nobody.</param>
    public static bool IsThere(IAudioSource clip, double sourceNyquist, Action? goOn = null) => Agreement(clip, sourceNyquist, goOn) > LeastAgreement;

    /// <summary>
    /// Whether a band that ends below the Nyquist frequency of its source, as a codec's does, has the mirror image of its end above: a hole that lies evenly about
    /// that frequency.
    /// </summary>
    /// <param name="logPower">Natural logarithms of power by bin.</param>
    /// <param name="sourceNyquist">In bins.</param>
    public static bool HasEdge(double[] logPower, double sourceNyquist)
    {
        int least = (int)Math.Max(LeastHole, Nearest * sourceNyquist);
        int most = (int)Math.Min(LargestHole * sourceNyquist, logPower.Length - 2 - sourceNyquist);
        int center = (int)Math.Round(sourceNyquist);
        if (most < 2 * least)
        {
            return false;
        }

        double floor = BandwidthDetector.Quantile(logPower.AsSpan((center - least)..(center + least + 1)), 0.5);
        (int below, int above) = (Edge(-1), Edge(1));
        return below >= least && above >= least && Math.Abs(below - above) <= EdgeTolerance
            && BandwidthDetector.Quantile(logPower.AsSpan((center - (2 * below))..(center - below)), 0.5) > floor + BandHeight;

        int Edge(int side) => Enumerable.Range(1, most).FirstOrDefault(i => logPower[(int)Math.Round(sourceNyquist + (side * i))] > floor + EdgeHeight);
    }

    /// <summary>How far the phases of what lies above and below agree, from 0 to 1.</summary>
    /// <inheritdoc cref="IsThere" path="/param"/>
    internal static double Agreement(IAudioSource clip, double sourceNyquist, Action? goOn = null)
    {
        double rate = clip.SampleRate;
        int length = SourceLength * (int)Math.Max(1, Math.Round(rate / (2 * sourceNyquist)));
        int frames = (int)Math.Min(MostFrames, 1 + ((clip.Length - length) / (length / 2)));
        if (clip.Length < length || frames < LeastFrames)
        {
            return 0;
        }

        Probe[] below = [.. Enumerable.Range(0, Pairs).Select(i => new Probe(sourceNyquist * (1 - Nearest - (i * Step)) / rate, length))];
        Probe[] above = [.. Enumerable.Range(0, Pairs).Select(i => new Probe(sourceNyquist * (1 + Nearest + (i * Step)) / rate, length))];
        var sums = new Complex[Pairs];
        int counted = 0;
        int sounding = 0;
        for (int frame = 0; frame < frames; frame++)
        {
            // A host's source may be slow.
            goOn?.Invoke();
            long start = (clip.Length - length) * frame / (frames - 1);
            AudioClip part = clip.Read(start, length);
            var back = Complex.FromPolarCoordinates(1, -2 * Math.PI * (2 * sourceNyquist / rate * start % 1));
            int before = counted;
            for (int c = 0; c < clip.ChannelCount; c++)
            {
                if (TensorPrimitives.MaxMagnitude(part.Channel(c)) == 0)
                {
                    continue;
                }

                counted++;
                for (int i = 0; i < Pairs; i++)
                {
                    Complex product = below[i].In(part.Channel(c)) * above[i].In(part.Channel(c)) * back;
                    sums[i] += product == 0 ? 0 : product / Complex.Abs(product);
                }
            }

            sounding += counted > before ? 1 : 0;
        }

        // The phases of a few frames agree by chance.
        return sounding < LeastFrames ? 0 : sums.Average(Complex.Abs) / counted;
    }

    /// <summary>One component of a frame under a Hann window.</summary>
    private sealed class Probe
    {
        private readonly float[] _cosine;
        private readonly float[] _sine;

        public Probe(double frequency, int length)
        {
            _cosine = [.. Enumerable.Range(0, length).Select(i => (float)(Window(i) * Math.Cos(2 * Math.PI * frequency * i)))];
            _sine = [.. Enumerable.Range(0, length).Select(i => (float)(-Window(i) * Math.Sin(2 * Math.PI * frequency * i)))];

            double Window(int i) => 1 - Math.Cos(2 * Math.PI * (i + 0.5) / length);
        }

        public Complex In(ReadOnlySpan<float> frame) => new(TensorPrimitives.Dot(_cosine, frame), TensorPrimitives.Dot(_sine, frame));
    }
}
