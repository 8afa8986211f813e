using System.Numerics.Tensors;
using Siren2.Optimization;

namespace Siren2.Research.Ablation;

/// <summary>
/// Limited-memory BFGS (Nocedal and Wright 2006, Numerical Optimization, algorithms 7.4 and 7.5) with a line search that goes back
/// by quadratic interpolation until the loss has fallen enough (equations 3.4 and 3.57). Pairs without positive curvature are
/// left out, so that the direction always descends. For losses without noise; allocates nothing per step.
/// </summary>
internal sealed class Lbfgs
{
    private const double SufficientDecrease = 1e-4;
    private const double LeastCurvature = 1e-8;
    private const int MaximumTrials = 20;

    // Root mean square of the first move, about that of a first step of Adam.
    private const double FirstMove = 2e-3;

    private readonly IFitProblem _problem;
    private readonly IParameterGroup[] _groups;
    private readonly float[] _start;
    private readonly float[] _gradient;
    private readonly float[] _direction;
    private readonly float[][] _moves;
    private readonly float[][] _changes;
    private readonly double[] _curvatures;
    private readonly double[] _coefficients;
    private int _first;
    private int _count;

    /// <summary>Prepares to minimize a problem from the present parameters of its networks.</summary>
    /// <param name="problem">Networks and loss; learning-rate scales are ignored.</param>
    /// <param name="memory">Pairs of moves and gradient changes that are remembered, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="memory"/> is below 1.</exception>
    public Lbfgs(IFitProblem problem, int memory = 10)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentOutOfRangeException.ThrowIfLessThan(memory, 1);
        _problem = problem;
        _groups = [.. problem.Networks.SelectMany(network => network.Network.ParameterGroups)];
        int count = _groups.Sum(group => group.Parameters.Length);
        _start = new float[count];
        _gradient = new float[count];
        _direction = new float[count];
        _moves = [.. Enumerable.Range(0, memory).Select(_ => new float[count])];
        _changes = [.. Enumerable.Range(0, memory).Select(_ => new float[count])];
        _curvatures = new double[memory];
        _coefficients = new double[memory];
        Loss = double.NaN;
    }

    /// <summary>The loss at the present parameters; not a number before the first step.</summary>
    public double Loss { get; private set; }

    /// <summary>How often loss and gradient were computed.</summary>
    public int Evaluations { get; private set; }

    /// <summary>Takes one step, of one or more evaluations.</summary>
    /// <returns>False where no lower loss was found, even along the gradient; the parameters then are as they were.</returns>
    public bool Step()
    {
        if (Evaluations == 0)
        {
            Loss = Evaluate();
            CopyGradient(_gradient);
        }

        if (!double.IsFinite(Loss))
        {
            return false;
        }

        CopyParameters(_start);
        while (true)
        {
            double slope = FindDirection();
            double move = _count > 0 ? 1 : FirstMove * Math.Sqrt(_start.Length) / TensorPrimitives.Norm<float>(_direction);
            if (slope < 0 && Search(slope, move))
            {
                return true;
            }

            MoveTo(0);
            if (_count == 0)
            {
                return false;
            }

            // What was remembered no longer fits: once more, along the gradient.
            _count = 0;
        }
    }

    /// <summary>Algorithm 7.4: −H·∇ by two loops over the remembered pairs. Returns the slope along it.</summary>
    private double FindDirection()
    {
        TensorPrimitives.Negate(_gradient, _direction);
        for (int i = _count - 1; i >= 0; i--)
        {
            int pair = Pair(i);
            _coefficients[i] = TensorPrimitives.Dot<float>(_moves[pair], _direction) / _curvatures[pair];
            TensorPrimitives.MultiplyAdd(_changes[pair], (float)-_coefficients[i], _direction, _direction);
        }

        if (_count > 0)
        {
            // Equation 7.20: the scale of the newest pair.
            int newest = Pair(_count - 1);
            TensorPrimitives.Multiply(
                _direction, (float)(_curvatures[newest] / TensorPrimitives.SumOfSquares<float>(_changes[newest])), _direction);
        }

        for (int i = 0; i < _count; i++)
        {
            int pair = Pair(i);
            double correction = TensorPrimitives.Dot<float>(_changes[pair], _direction) / _curvatures[pair];
            TensorPrimitives.MultiplyAdd(_moves[pair], (float)(_coefficients[i] - correction), _direction, _direction);
        }

        return TensorPrimitives.Dot<float>(_gradient, _direction);
    }

    /// <summary>Goes back from a move until the loss has fallen enough, and remembers the pair.</summary>
    private bool Search(double slope, double move)
    {
        for (int trial = 0; trial < MaximumTrials; trial++)
        {
            MoveTo(move);
            double loss = Evaluate();
            if (loss <= Loss + (SufficientDecrease * move * slope))
            {
                Remember(move);
                Loss = loss;
                return true;
            }

            // The minimum of the parabola through the loss and its slope at 0 and the loss at the trial.
            double parabola = -0.5 * slope * move * move / (loss - Loss - (slope * move));
            move = double.IsFinite(parabola) ? Math.Clamp(parabola, 0.1 * move, 0.5 * move) : 0.1 * move;
        }

        return false;
    }

    private void Remember(double move)
    {
        int slot = _count < _moves.Length ? Pair(_count) : _first;
        float[] change = _changes[slot];
        CopyGradient(change);
        TensorPrimitives.Subtract(change, _gradient, change);
        TensorPrimitives.Multiply(_direction, (float)move, _moves[slot]);
        CopyGradient(_gradient);
        double curvature = TensorPrimitives.Dot<float>(_moves[slot], change);
        if (curvature <= LeastCurvature * TensorPrimitives.SumOfSquares<float>(change))
        {
            // Where the ring is full, the slot held the oldest pair, which is lost.
            bool wasFull = _count == _moves.Length;
            _first = wasFull ? (_first + 1) % _moves.Length : _first;
            _count -= wasFull ? 1 : 0;
            return;
        }

        _curvatures[slot] = curvature;
        if (_count < _moves.Length)
        {
            _count++;
        }
        else
        {
            _first = (_first + 1) % _moves.Length;
        }
    }

    private int Pair(int age) => (_first + age) % _moves.Length;

    private double Evaluate()
    {
        Evaluations++;
        return _problem.ComputeGradients();
    }

    private void MoveTo(double move)
    {
        int offset = 0;
        foreach (IParameterGroup group in _groups)
        {
            Span<float> parameters = group.Parameters;
            TensorPrimitives.MultiplyAdd(
                _direction.AsSpan(offset, parameters.Length), (float)move, _start.AsSpan(offset, parameters.Length), parameters);
            offset += parameters.Length;
        }

        foreach (TrainedNetwork trained in _problem.Networks)
        {
            trained.Network.OnParametersChanged();
        }
    }

    private void CopyParameters(Span<float> destination)
    {
        foreach (IParameterGroup group in _groups)
        {
            Span<float> parameters = group.Parameters;
            parameters.CopyTo(destination);
            destination = destination[parameters.Length..];
        }
    }

    private void CopyGradient(Span<float> destination)
    {
        foreach (IParameterGroup group in _groups)
        {
            Span<float> gradients = group.Gradients;
            gradients.CopyTo(destination);
            destination = destination[gradients.Length..];
        }
    }
}
