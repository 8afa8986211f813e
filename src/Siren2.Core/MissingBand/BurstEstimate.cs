using System.Numerics.Tensors;
using Siren2.Kernels.Fft;

namespace Siren2.MissingBand;

/// <summary>
/// Continues a band-limited signal across the edges of its band, on the assumption that its power is not spread evenly over time.
/// </summary>
/// <remarks>
/// <para>Model: z = √v(t)·w(t), w white and complex. Known is y = Bz, B the projector onto a band. The expectation of z is then
/// linear, E[z | y] = V·B·(B·V·B + σ²)⁻¹·y with V = diag(v): for constant v just y, and the more v(t) varies within the reciprocal
/// bandwidth, the more it says about what lies beyond the band. Wiener's filter for a signal of unequal power; the system is
/// positive definite and solved by a few steps of conjugate gradients.</para>
/// <para>v is taken from the signal itself, |y|² and a floor at first, then from the estimate: the reweighting of sparse Bayesian
/// learning (Wipf and Rao 2004), whose bandwidth is higher than that of y. Both are relative to the level around.</para>
/// </remarks>
internal sealed class BurstEstimate
{
    /// <summary>σ², relative to the mean power.</summary>
    private const double NoisePower = 4;

    /// <summary>Least v, relative to the mean power.</summary>
    private const double FloorPower = 0.05;

    private const int Reweightings = 2;
    private const int SolverSteps = 10;

    /// <summary>Length of each of the two moving averages that make the level, in periods of the band's end: about 0.4 s at 4 kHz.</summary>
    private const double LevelPeriods = 1815;

    /// <summary>Squared level of silence, −160 dB.</summary>
    private const double Silence = 1e-16;

    private readonly ComplexFft _fft;
    private readonly double[] _level;
    private readonly double[] _power;
    private readonly double[] _scratch;
    private readonly Pair _known;
    private readonly Pair _solution;
    private readonly Pair _residual;
    private readonly Pair _search;
    private readonly Pair _image;

    /// <summary>Prepares for signals of one length, of which bins from <paramref name="first"/> to below <paramref name="end"/> are known.</summary>
    public BurstEstimate(int length, int first, int end)
    {
        _fft = new ComplexFft(length);
        First = first;
        End = end;
        _level = new double[length];
        _power = new double[length];
        _scratch = new double[length];
        _known = new Pair(length);
        _solution = new Pair(length);
        _residual = new Pair(length);
        _search = new Pair(length);
        _image = new Pair(length);
        Real = new double[length];
        Imaginary = new double[length];
    }

    public int First { get; }

    public int End { get; }

    /// <summary>Spectrum, <c>[length]</c>: what is known before <see cref="Compute"/>, the estimate after.</summary>
    public double[] Real { get; }

    /// <inheritdoc cref="Real"/>
    public double[] Imaginary { get; }

    /// <summary>E|y|⁴/(E|y|²)² of what is known: 2 for steady noise, tens for separate events.</summary>
    public double Kurtosis { get; private set; }

    /// <summary>Sets the spectrum to zero.</summary>
    public void Clear()
    {
        Array.Clear(Real);
        Array.Clear(Imaginary);
    }

    /// <summary>Replaces the known spectrum by the estimate.</summary>
    /// <param name="filled">How much of the time, from its beginning, holds signal: 1 for all.</param>
    public void Compute(double filled)
    {
        Inverse(Real, Imaginary);
        int samples = Math.Min(_level.Length, (int)Math.Ceiling(filled * _level.Length));
        MeasureLevel(samples);
        TensorPrimitives.Divide<double>(Real, _level, Real);
        TensorPrimitives.Divide<double>(Imaginary, _level, Imaginary);
        KeepBand(Real, Imaginary);
        Real.CopyTo(_known.Real, 0);
        Imaginary.CopyTo(_known.Imaginary, 0);
        MeasureKurtosis(samples);
        for (int i = 0; i < Reweightings; i++)
        {
            SquaredMagnitude(Real, Imaginary, _power);
            TensorPrimitives.Add(_power, FloorPower, _power);
            Solve();
            TensorPrimitives.Multiply<double>(_solution.Real, _power, Real);
            TensorPrimitives.Multiply<double>(_solution.Imaginary, _power, Imaginary);
        }

        TensorPrimitives.Multiply<double>(Real, _level, Real);
        TensorPrimitives.Multiply<double>(Imaginary, _level, Imaginary);
        _fft.Forward(Real, Imaginary);
        TensorPrimitives.Multiply(Real, 1.0 / Real.Length, Real);
        TensorPrimitives.Multiply(Imaginary, 1.0 / Imaginary.Length, Imaginary);
    }

    /// <summary>The root of the mean power around every instant, over what holds signal.</summary>
    private void MeasureLevel(int filled)
    {
        SquaredMagnitude(Real, Imaginary, _level);
        int reach = (int)(0.5 * LevelPeriods * _level.Length / End);
        MovingAverage(_level, _scratch, filled, reach);
        MovingAverage(_scratch, _level, filled, reach);
        _level.AsSpan(filled).Fill(_level[filled - 1]);
        TensorPrimitives.Max(_level, 0, _level);
        TensorPrimitives.Add(_level, Silence, _level);
        TensorPrimitives.Sqrt<double>(_level, _level);
    }

    private void MeasureKurtosis(int filled)
    {
        SquaredMagnitude(Real, Imaginary, _power);
        ReadOnlySpan<double> power = _power.AsSpan(0, filled);
        double mean = TensorPrimitives.Average(power);
        Kurtosis = mean > 0 ? TensorPrimitives.SumOfSquares(power) / (filled * mean * mean) : 0;
    }

    private static void MovingAverage(double[] source, double[] destination, int count, int reach)
    {
        double sum = TensorPrimitives.Sum<double>(source.AsSpan(0, Math.Min(reach, count)));
        for (int i = 0; i < count; i++)
        {
            sum += i + reach < count ? source[i + reach] : 0;
            destination[i] = sum / (Math.Min(i + reach, count - 1) - Math.Max(i - reach, 0) + 1);
            sum -= i >= reach ? source[i - reach] : 0;
        }
    }

    /// <summary>(B·V·B + σ²)⁻¹·known, from 0, by the method of Hestenes and Stiefel (1952).</summary>
    private void Solve()
    {
        _solution.Clear();
        _residual.CopyFrom(_known);
        _search.CopyFrom(_known);
        double energy = _residual.Energy;
        for (int step = 0; step < SolverSteps && energy > 0; step++)
        {
            TensorPrimitives.Multiply<double>(_search.Real, _power, _image.Real);
            TensorPrimitives.Multiply<double>(_search.Imaginary, _power, _image.Imaginary);
            KeepBand(_image.Real, _image.Imaginary);
            _image.Add(NoisePower, _search);
            double length = energy / _search.Dot(_image);
            _solution.Add(length, _search);
            _residual.Add(-length, _image);
            double next = _residual.Energy;
            _search.ScaleAndAdd(next / energy, _residual);
            energy = next;
        }
    }

    private void KeepBand(double[] real, double[] imaginary)
    {
        _fft.Forward(real, imaginary);
        foreach (double[] part in (ReadOnlySpan<double[]>)[real, imaginary])
        {
            part.AsSpan(0, First).Clear();
            part.AsSpan(End).Clear();
        }

        Inverse(real, imaginary);
        TensorPrimitives.Multiply(real, 1.0 / real.Length, real);
        TensorPrimitives.Multiply(imaginary, 1.0 / imaginary.Length, imaginary);
    }

    /// <summary>The inverse transform times the length.</summary>
    private void Inverse(double[] real, double[] imaginary) => _fft.Forward(imaginary, real);

    private static void SquaredMagnitude(double[] real, double[] imaginary, double[] destination)
    {
        TensorPrimitives.Multiply<double>(real, real, destination);
        TensorPrimitives.MultiplyAdd<double>(imaginary, imaginary, destination, destination);
    }

    /// <summary>A complex vector.</summary>
    private sealed class Pair(int length)
    {
        public double[] Real { get; } = new double[length];

        public double[] Imaginary { get; } = new double[length];

        public double Energy => Dot(this);

        public double Dot(Pair other) =>
            TensorPrimitives.Dot<double>(Real, other.Real) + TensorPrimitives.Dot<double>(Imaginary, other.Imaginary);

        public void Clear()
        {
            Array.Clear(Real);
            Array.Clear(Imaginary);
        }

        public void CopyFrom(Pair other)
        {
            other.Real.CopyTo(Real, 0);
            other.Imaginary.CopyTo(Imaginary, 0);
        }

        /// <summary>this += factor·other.</summary>
        public void Add(double factor, Pair other)
        {
            TensorPrimitives.MultiplyAdd(other.Real, factor, Real, Real);
            TensorPrimitives.MultiplyAdd(other.Imaginary, factor, Imaginary, Imaginary);
        }

        /// <summary>this = factor·this + other.</summary>
        public void ScaleAndAdd(double factor, Pair other)
        {
            TensorPrimitives.MultiplyAdd(Real, factor, other.Real, Real);
            TensorPrimitives.MultiplyAdd(Imaginary, factor, other.Imaginary, Imaginary);
        }
    }
}
